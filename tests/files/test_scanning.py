"""The virus scanner: there, away, talking nonsense, not there at all."""

import pytest
from django.test import Client

from forum import file_storage
from forum.actions.file_upkeep import scan_waiting_files
from forum.enums import FileState
from forum.models import Attachment
from tests.factories import make_file, make_member, make_post, make_thread

from .clamd import clamd
from .corpus import EICAR
from .test_upload import reply

pytestmark = pytest.mark.django_db
CLAIM = "Jede Datei wird auf Schadsoftware geprüft."


@pytest.fixture
def reader():
    client = Client()
    client.force_login(make_member())
    return client


@pytest.mark.feature("FF-38")
def test_without_a_scanner_no_page_speaks_of_one(client, member, send):
    thread = make_thread()
    sent = send().json()
    reply(client, thread, files=[sent["id"]])
    page = client.get(thread.get_absolute_url()).text
    assert (sent["state"], sent["state_words"]) == ("ok", "")
    assert CLAIM not in page and "geprüft" not in page


@pytest.mark.feature("FF-38")
def test_clean_files_are_called_checked_and_infected_ones_are_not_stored(client, member, send, settings, tmp_path):
    thread = make_thread()
    with clamd(tmp_path / "s") as address:
        settings.FORUM |= {"CLAMD": address}
        sent, answer = send().json(), send("Virus.txt", EICAR)
    assert sent["state_words"] == "geprüft"
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "Diese Datei enthält Schadsoftware und wurde nicht gespeichert. Bitte melden Sie sich bei Ihrer IT.",
    )
    assert Attachment.objects.count() == len(list(file_storage.names_older_than(-1))) == 1
    reply(client, thread, files=[sent["id"]])
    page = client.get(thread.get_absolute_url()).text
    assert CLAIM in page and "Bytes · geprüft" in page.replace("\xa0", " ")


@pytest.mark.feature("FF-38")
@pytest.mark.parametrize("answer", [None, b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff" * 5000])
def test_a_scanner_that_is_away_or_says_nonsense_holds_files(client, reader, member, send, settings, tmp_path, answer):
    settings.FORUM |= {"CLAMD": str(tmp_path / "s")}
    thread = make_thread()
    if answer is None:
        sent = send().json()
    else:
        with clamd(tmp_path / "s", answer):
            sent = send().json()
    assert (sent["state"], sent["state_words"]) == ("waiting", "Die Datei wird noch geprüft.")
    assert reply(client, thread, files=[sent["id"]]).status_code == 302
    assert "Die Datei wird noch geprüft." in client.get(thread.get_absolute_url()).text
    assert "Satzung.pdf" not in reader.get(thread.get_absolute_url()).text
    assert [each.get(sent["url"]).status_code for each in (client, reader)] == [200, 404]

    assert scan_waiting_files() == 0
    assert Attachment.objects.get().state == FileState.WAITING
    with clamd(tmp_path / "s"):
        assert scan_waiting_files() == 1
    assert "Satzung.pdf" in reader.get(thread.get_absolute_url()).text
    assert reader.get(sent["url"]).status_code == 200


@pytest.mark.feature("FF-38")
def test_what_turns_out_infected_is_gone_and_its_sender_told(
    client, reader, member, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.FORUM |= {"CLAMD": str(tmp_path / "s")}
    post = make_post(make_thread(), member)
    file = make_file(member, "Virus.txt", EICAR, post=post)
    with clamd(tmp_path / "s"), django_capture_on_commit_callbacks(execute=True):
        scan_waiting_files()
    file.refresh_from_db()
    assert (file.state, file.stored_name) == (FileState.REFUSED, None)
    assert not list(file_storage.names_older_than(-1))
    pages = [each.get(post.thread.get_absolute_url()).text for each in (client, reader)]
    assert ["enthält Schadsoftware, wurde gelöscht" in page for page in pages] == [True, False]
    assert [each.get(f"/forum/anhang/{file.pk}/").status_code for each in (client, reader)] == [404, 404]


@pytest.mark.feature("FF-38")
def test_without_a_scanner_what_was_held_is_let_go(client, member, send, settings, tmp_path):
    settings.FORUM |= {"CLAMD": str(tmp_path / "s")}
    send()
    settings.FORUM |= {"CLAMD": ""}
    assert scan_waiting_files() == 1
    file = Attachment.objects.get()
    assert (file.state, file.scanned_at) == (FileState.OK, None)
