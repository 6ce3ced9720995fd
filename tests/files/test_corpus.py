"""What becomes of hostile files: each refusal in the right words with nothing kept, and what is kept is harmless."""

import pytest
from django.test import Client

from forum import file_storage
from forum.models import Attachment
from tests.factories import make_speaker

from .corpus import ALL, MARK
from .samples import archive

pytestmark = pytest.mark.django_db

WORDS = {
    "type": (415, "ist nicht erlaubt. Erlaubt sind: pdf, odt"),
    "name-type": (415, "Der Dateiname hat zwei Endungen."),
    "mismatch": (415, "Der Inhalt der Datei passt nicht zu ihrer Endung"),
    "macro": (415, "Dateien mit Makros sind nicht erlaubt."),
    "pixels": (413, "Das Bild ist zu groß ("),
    "frames": (422, "Das bewegte Bild ist zu lang (300 Einzelbilder)."),
    "unsafe": (422, "Die Datei lässt sich nicht sicher prüfen."),
    "xml": (422, "Die Datei lässt sich nicht sicher prüfen."),
    "empty": (422, "Die Datei ist leer."),
    "too_large": (413, "Die Datei ist größer als 20 MB. Bitte verkleinern Sie sie"),
}
PARAMETERS = [
    pytest.param(each, id=f"{n}-{each}", marks=() if each.is_quick else pytest.mark.slow) for n, each in enumerate(ALL)
]


def test_there_are_enough_of_them():
    assert len(ALL) >= 60


@pytest.mark.feature("FF-31", "FF-33", "FF-34", "FF-37")
@pytest.mark.parametrize("sample", PARAMETERS)
def test_fate(sample, client, member, send, files_root):
    answer = send(sample.name, sample.content)
    on_disk = [path for path in files_root.rglob("*") if path.is_file()]
    if sample.fate != "kept":
        status, words = WORDS[sample.fate]
        assert (answer.status_code, words in answer.json()["message"]) == (status, True), answer.json()
        assert not Attachment.objects.exists() and not on_disk
        return
    assert answer.status_code == 201, answer.json()
    file = Attachment.objects.get()
    assert len(file.name) <= 120 and not set(file.name) & set('/\\<>"|?*\r\n')
    stored = file_storage.path_of(file.stored_name).read_bytes()
    assert len(stored) == file.size
    if file.is_picture:
        assert MARK not in stored and b"<script" not in stored and b"PK\x05\x06" not in stored
        assert MARK not in file_storage.small_path_of(file.stored_name).read_bytes()
    else:
        assert stored == sample.content
    assert all(path.stat().st_mode & 0o077 == 0 for path in on_disk)
    download = client.get(answer.json()["url"])
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Type"].split(";")[0] not in ("text/html", "image/svg+xml", "application/xhtml+xml")
    list(download.streaming_content)


@pytest.mark.feature("FF-34")
def test_archives_are_for_speakers_and_office_and_hold_no_archives(client, send):
    client.force_login(make_speaker())
    assert send("Vorlagen.zip", archive({"Satzung.txt": "Text"})).status_code == 201
    assert send("Vorlagen.zip", archive({"Innen.zip": archive({"a": "a"})})).status_code == 422
    assert Client().post("/forum/anhang/").status_code == 302
