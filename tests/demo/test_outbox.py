"""/demo/post/: the mails the demonstration has sent, as text only, and only in the demonstration."""

import shutil
from email.message import EmailMessage

import pytest
from django.urls import clear_url_caches

from cms.demo import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_urls(settings):
    settings.ROOT_URLCONF = "tests.demo.urls"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def folder():
    path = outbox.folder()
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    yield path
    shutil.rmtree(path)


def put(
    folder,
    name,
    *,
    subject="Neue Antwort",
    text="Frau Tenbrink schrieb:\n\nhttp://127.0.0.1:8000/forum/beitrag/7/",
    html="",
):
    mail = EmailMessage()
    mail["From"] = "Kommunen-Netzwerk <netzwerk@localhost>"
    mail["To"] = "mitglied@demo.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 23 Nov 2026 10:00:00 +0100"
    if text:
        mail.set_content(text)
    if html:
        (mail.add_alternative if text else mail.set_content)(html, subtype="html")
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


def test_mails_are_listed_newest_first_and_open_without_login(client, demo_urls, folder):
    put(folder, "2026-11-23-100000-000001", subject="Älter")
    put(folder, "2026-11-23-110000-000001", subject="Neuer – mit Umlaut: ä")
    page = client.get("/demo/post/")
    assert [mail.subject for mail in page.context["mails"]] == ["Neuer – mit Umlaut: ä", "Älter"]
    mail = client.get("/demo/post/2026-11-23-110000-000001/")
    assert 'href="http://127.0.0.1:8000/forum/beitrag/7/"' in mail.text
    assert "mitglied@demo.example" in mail.text


def test_markup_is_never_passed_on(client, demo_urls, folder):
    put(folder, "2026-11-23-1", text="", html="<p>Guten Tag</p><script>alert(1)</script><img src=x onerror=alert(2)>")
    put(folder, "2026-11-23-2", text="<script>alert(3)</script>", subject="<b>fett</b>")
    for name in ("2026-11-23-1", "2026-11-23-2"):
        page = client.get(f"/demo/post/{name}/")
        assert "<script>alert" not in page.text and "onerror" not in page.text and "<b>fett" not in page.text
    assert "Guten Tag" in client.get("/demo/post/2026-11-23-1/").text


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fsecret", "2026-11-23-9", "secret"])
def test_only_mails_can_be_read(client, demo_urls, folder, name):
    (folder / "secret.eml").write_text("nothing for you")
    assert client.get(f"/demo/post/{name}/").status_code == 404


def test_an_empty_outbox_says_so(client, demo_urls, folder):
    assert "Noch keine E-Mail" in client.get("/demo/post/").text


def test_outside_the_demonstration_there_is_no_outbox(client):
    assert client.get("/demo/post/").status_code == 404
