"""Names, quotas and memory: what is asked before, and what checking costs."""

from contextlib import nullcontext

import pytest
from PIL import Image

from forum.enums import FileState
from forum.file_checks import CHUNK, check_content, inspect
from forum.file_rules import FileRefused, check_name
from forum.inspection.pictures import MAX_PIXELS
from forum.models import Attachment
from tests.factories import make_file, make_member, make_thread

from .corpus import png_that_says
from .samples import picture
from .test_upload import reply

LIMIT_KIB = 300 * 1024


@pytest.mark.feature("FF-34")
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Satzung.PDF", "Satzung.pdf"),
        ("C:\\Dokumente\\Satzung.pdf", "Satzung.pdf"),
        ("  Satzung   der\u00a0Stadt.pdf", "Satzung der Stadt.pdf"),
        ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ("24.11.2026 Protokoll.v2.odt", "24.11.2026 Protokoll.v2.odt"),
        ("x" * 200 + ".docx", "x" * 115 + ".docx"),
        ("ملف.pdf", "ملف.pdf"),
    ],
)
def test_names_are_put_right(given, name):
    assert check_name(given, may_send_archives=False)[0] == name


@pytest.mark.feature("FF-34")
@pytest.mark.parametrize("given", ["", "Satzung\u202efdp.exe", "a\x00.pdf", "a\n.pdf", "a\u2067b.pdf", "a\u200f.pdf"])
def test_names_that_deceive_are_refused(given):
    with pytest.raises(FileRefused) as refused:
        check_name(given, may_send_archives=False)
    assert refused.value.code == "name"


@pytest.mark.feature("FF-34")
def test_texts_are_read_in_pieces_that_part_no_sign_and_hide_nothing(tmp_path):
    """The piece ends within the sign that follows the filling: two bytes of four in UTF-16, one of two in UTF-8."""
    wide, narrow = "a" * (CHUNK // 2 - 2) + "😀", "a" * (CHUNK - 1) + "ä"
    source = tmp_path / "a"
    for content, is_fine in (
        (wide.encode("utf-16"), True),
        (wide.encode("utf-16")[:-1], False),
        (f"{wide}\0".encode("utf-16"), False),
        (narrow.encode(), True),
        (narrow.encode()[:-1] + b"\x01", False),
        (narrow.encode("latin-1"), True),
    ):
        source.write_bytes(content)
        with nullcontext() if is_fine else pytest.raises(FileRefused, match="Inhalt der Datei"):
            check_content("txt", source, tmp_path / "b")


@pytest.mark.django_db
@pytest.mark.feature("FF-33")
def test_a_person_has_so_much_room_and_all_together(member, send, settings):
    settings.FORUM |= {"FILES_PER_PERSON": 130}
    assert send().status_code == 201
    answer = send()
    assert (answer.status_code, answer.json()["message"][:42]) == (413, "Ihre Dateien haben zusammen 130\xa0Bytes erre")
    settings.FORUM |= {"FILES_PER_PERSON": 10**6, "FILES_IN_ALL": 130}
    assert (send().status_code, Attachment.objects.count()) == (507, 1)


@pytest.mark.django_db
@pytest.mark.feature("FF-33")
def test_a_post_has_ten_files_of_its_author(client, member):
    thread = make_thread()
    eleven = [make_file(member, f"{number}.txt", b"Text").pk for number in range(11)]
    answer = reply(client, thread, files=eleven)
    assert answer.status_code == 422
    assert "Ein Beitrag kann höchstens 10 Dateien haben, Ihrer hat 11." in answer.text
    assert "Anbei unsere Satzung." in answer.text and "10.txt" in answer.text
    assert reply(client, thread, files=eleven[:10]).status_code == 302
    foreign = make_file(make_member())
    answer = reply(client, thread, files=[foreign.pk])
    assert answer.status_code == 422 and foreign.name not in answer.text
    assert "Eine Datei dieses Textes ist nicht mehr vorhanden." in answer.text


@pytest.mark.django_db
@pytest.mark.feature("FF-33")
def test_a_refused_file_leaves_the_text_and_the_other_files(client, member):
    from django.core.files.uploadedfile import SimpleUploadedFile

    thread = make_thread()
    files = [SimpleUploadedFile("Gut.txt", b"Text"), SimpleUploadedFile("Schlecht.exe", b"MZ")]
    answer = reply(client, thread, upload=files)
    assert answer.status_code == 422
    assert "Schlecht.exe: Dateityp .exe ist nicht erlaubt." in answer.text
    assert "Anbei unsere Satzung." in answer.text
    file = Attachment.objects.get(state=FileState.OK)
    assert f'name="files" value="{file.pk}" checked' in answer.text
    assert thread.posts.count() == 1


@pytest.mark.feature("FF-31")
@pytest.mark.parametrize(
    ("kind", "ending", "mode", "size", "options"),
    [
        ("PNG", "png", "RGBA", (8000, 5000), {"compress_level": 1}),
        pytest.param("JPEG", "jpg", "RGB", (8000, 5000), {"progressive": True}, marks=pytest.mark.slow),
        pytest.param("JPEG", "jpg", "RGB", (4096, 4096), {"subsampling": 0}, marks=pytest.mark.slow),
        pytest.param("WEBP", "webp", "RGB", (4000, 3000), {"method": 0}, marks=pytest.mark.slow),
        pytest.param("GIF", "gif", "P", (8000, 5000), {}, marks=pytest.mark.slow),
        pytest.param("PNG", "png", "P", (12_000, 3333), {}, marks=pytest.mark.slow),
        pytest.param("PNG", "png", "I;16", (8000, 5000), {}, marks=pytest.mark.slow),
    ],
)
def test_the_largest_pictures_fit_into_the_memory_of_the_process_that_checks_them(
    tmp_path, kind, ending, mode, size, options
):
    source, target, small = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    Image.new(mode, size).save(source, kind, **options)
    assert size[0] * size[1] <= MAX_PIXELS
    facts = inspect(ending, source, target, small)
    assert "refused" not in facts and facts["peak_kib"] <= LIMIT_KIB, facts
    for path, longest in ((target, 4096), (small, 1000)):
        with Image.open(path) as written:
            assert max(written.size) <= longest


@pytest.mark.feature("FF-31")
def test_what_needs_more_memory_is_refused_without_taking_it(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(png_that_says(11_000, 3_600))
    facts = inspect("png", source, tmp_path / "b", tmp_path / "c")
    assert facts["refused"] == "unsafe" and facts.get("peak_kib", 0) <= LIMIT_KIB


@pytest.mark.feature("FF-31")
def test_a_turned_photo_stands_upright_without_its_exif(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    source = tmp_path / "a"
    source.write_bytes(picture("JPEG", size=(40, 30), exif=exif))
    assert inspect("jpg", source, tmp_path / "b", tmp_path / "c")["width"] == 30
    with Image.open(tmp_path / "b") as written:
        assert not written.getexif() and "comment" not in written.info
