"""Files from the form to the reader: sent, put below a post, read by whom it concerns."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forum import file_checks, file_storage
from forum.enums import FileState, TextState
from forum.models import Attachment
from tests.factories import make_area, make_file, make_member, make_thread

from .samples import pdf, picture

pytestmark = pytest.mark.django_db


def reply(client, thread, **more):
    data = {"body": "Anbei unsere Satzung.", "idempotency_key": str(uuid4()), **more}
    return client.post(thread.get_absolute_url() + "antwort/", data)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.feature("FF-33", "FF-36")
def test_a_file_sent_by_script_and_listed_in_a_reply_is_there_for_readers(client, member, send):
    thread = make_thread()
    answer = send()
    assert answer.status_code == 201
    sent = answer.json()
    assert sent | {"name": "Satzung.pdf", "kind": "pdf", "state": "ok", "picture": ""} == sent
    reply(client, thread, files=[sent["id"]])
    reader = Client()
    reader.force_login(make_member())
    assert "Satzung.pdf<small>PDF · " in reader.get(thread.get_absolute_url()).text
    assert body(reader.get(sent["url"])) == pdf()


@pytest.mark.feature("FF-33")
def test_a_reply_brings_its_files_without_scripts(client, member):
    thread = make_thread()
    files = [SimpleUploadedFile("Satzung.pdf", pdf()), SimpleUploadedFile("Foto.png", picture())]
    assert reply(client, thread, upload=files).status_code == 302
    assert [use.attachment.name for use in thread.posts.get(number=2).files.order_by("position")] == [
        "Satzung.pdf",
        "Foto.png",
    ]


@pytest.mark.feature("FF-32", "FF-36")
def test_nobody_else_reads_an_unsent_file(client, member, send):
    url = send().json()["url"]
    assert client.get(url).status_code == 200
    other = Client()
    other.force_login(make_member())
    assert other.get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.feature("FF-32", "FF-36")
def test_files_of_a_closed_area_do_not_exist_for_others(client, member):
    area = make_area("Kreis", members=[member])
    thread = make_thread(area, member)
    file = make_file(member, "Foto.png", picture())
    reply(client, thread, files=[file.pk])
    other = Client()
    other.force_login(make_member())
    missing = other.get(f"/forum/anhang/{file.pk + 999}/")
    for address in (f"/forum/anhang/{file.pk}/", f"/forum/anhang/{file.pk}/klein/"):
        assert client.get(address).status_code == 200
        for method, headers in (
            ("get", {}),
            ("head", {}),
            ("get", {"Range": "bytes=0-3"}),
            ("get", {"If-None-Match": f'"{file.sha256[:32]}"'}),
        ):
            answer = getattr(other, method)(address, headers=headers)
            assert answer.status_code == missing.status_code == 404
            assert "ETag" not in answer.headers


@pytest.mark.feature("FF-35")
def test_the_same_key_makes_one_file(client, member, send):
    key = str(uuid4())
    first, second = send(client_key=key), send(client_key=key)
    assert first.json()["id"] == second.json()["id"]
    assert Attachment.objects.count() == 1
    assert len(list(file_storage.names_older_than(-1))) == 1


@pytest.mark.feature("FF-33", "FF-42")
@pytest.mark.parametrize("path", ["antwort", "entwurf"])
def test_files_too_many_or_too_large_are_named_and_the_text_stays(client, member, path, monkeypatch):
    """Without scripts. The handler leaves them out while the form is read."""
    monkeypatch.setattr("forum.uploads.MAX_FILE", 5_000)
    files = [SimpleUploadedFile(f"Anlage {number}.txt", b"Kurz.") for number in range(11)]
    files += [SimpleUploadedFile("Lang.txt", b"Lang. " * 1000)]
    for sent, words in ((files[:11], "kann höchstens 10 Dateien haben"), (files[11:], "ist größer als")):
        if path == "antwort":
            answer = reply(client, make_thread(), body="Mit Anlagen.", upload=sent)
            assert (answer.status_code, "Mit Anlagen." in answer.text) == (422, True)
        else:
            data = {"body": "Mit Anlagen.", "upload": sent}
            answer = client.post(f"/forum/entwuerfe/new-{uuid4().hex}/", data, follow=True)
        assert words in answer.text


@pytest.mark.feature("FF-31", "FF-33")
def test_who_would_wait_long_for_the_check_of_another_file_is_told_and_keeps_the_text(
    client, member, send, files_root, monkeypatch
):
    monkeypatch.setattr(file_checks, "PATIENCE_FOR_OTHERS", 0)
    words = "Bitte fügen Sie diese in 0 Sekunden noch einmal hinzu. Ihr Text bleibt erhalten."
    key = str(uuid4())
    with file_checks._one_at_a_time:
        refused = send("Foto.png", picture(), client_key=key)
        by_form = reply(client, make_thread(), upload=[SimpleUploadedFile("Foto.png", picture())])
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert words in refused.json()["message"]
    assert by_form.status_code == 422 and f"Foto.png: Im Moment werden andere Dateien geprüft. {words}" in by_form.text
    assert "Anbei unsere Satzung." in by_form.text
    assert not Attachment.objects.exists() and not [path for path in files_root.rglob("*") if path.is_file()]
    assert send("Foto.png", picture(), client_key=key).status_code == 201


@pytest.mark.feature("FF-38")
def test_what_the_scanner_refused_meanwhile_is_refused_again(member, client, send):
    key = str(uuid4())
    send(client_key=key)
    Attachment.objects.update(state=FileState.REFUSED, stored_name=None, text_state=TextState.NONE)
    again = send(client_key=key)
    assert (again.status_code, again.json()["code"]) == (422, "infected")


@pytest.mark.feature("FF-33", "FF-52")
def test_who_adds_a_poll_without_scripts_keeps_their_files(client, member):
    thread = make_thread()
    for path in (f"{thread.get_absolute_url()}antwort/", "/forum/neu/"):
        data = {"body": "Mit Anlage.", "umfrage": "1", "upload": [SimpleUploadedFile("Satzung.pdf", pdf())]}
        page = client.post(path, data)
        file = Attachment.objects.latest("pk")
        assert page.status_code == 200 and f'name="files" value="{file.pk}" checked' in page.text
