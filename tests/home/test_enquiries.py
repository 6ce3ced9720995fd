"""Contact form and barrier report: no login, no captcha, nothing lost, not abused."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from procrastinate.contrib.django.models import ProcrastinateJob

from home.limits import ENQUIRIES_PER_HOUR
from home.models import Enquiry
from home.models.enquiry import MAX_TEXT
from home.tasks import tell_office
from tests.factories import make_applicant, make_editor, make_member

CONTACT, BARRIER = "/kontakt/", "/barriere-melden/"
MESSAGE = {"text": "Wann ist das nächste Treffen?", "name": "Petra Voßkuhl", "email": "p.vosskuhl@rathaus.example"}

pytestmark = pytest.mark.usefixtures("home")


def office_jobs():
    return ProcrastinateJob.objects.filter(task_name="home.tell_office")


def test_a_message_is_stored_confirmed_and_mailed_to_the_office(client, settings):
    settings.OFFICE_EMAIL = "geschaeftsstelle@netzwerk.example"
    response = client.post(CONTACT, MESSAGE, follow=True)
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.text, enquiry.email) == ("contact", MESSAGE["text"], MESSAGE["email"])
    assert enquiry.number in response.content.decode()
    [job] = office_jobs()
    tell_office(**job.args)
    [sent] = mail.outbox
    assert sent.to == ["geschaeftsstelle@netzwerk.example"]
    assert sent.reply_to == [MESSAGE["email"]]
    assert enquiry.number in sent.subject and MESSAGE["text"] in sent.body


def test_a_barrier_needs_nothing_but_a_description(client):
    response = client.post(BARRIER, {"text": "Der Knopf ist nicht erreichbar."}, follow=True)
    enquiry = Enquiry.objects.get()
    page = response.content.decode()
    assert re.fullmatch(r"B-\d{4}-\d+", enquiry.number) and enquiry.number in page
    assert "spätestens nach sechs Wochen" in page
    assert "keine E-Mail-Adresse angegeben" in page
    tell_office(office_jobs().get().args["enquiry_id"])
    assert mail.outbox[0].reply_to == []


def test_the_report_keeps_the_page_one_came_from(client):
    assert 'value="/forum/recht/frage-7/"' in client.get(BARRIER, {"seite": "/forum/recht/frage-7/"}).content.decode()
    came_from = client.get(BARRIER, headers={"referer": "http://testserver/regeln/"})
    assert 'value="/regeln/"' in came_from.content.decode()
    client.post(BARRIER, {"text": "Kontrast", "page_url": "/regeln/"})
    assert Enquiry.objects.get().page_url == "/regeln/"


def test_foreign_referrers_are_ignored(client):
    page = client.get(BARRIER, headers={"referer": "https://elsewhere.example/geheim/"}).content.decode()
    assert "geheim" not in page


def test_every_page_links_to_the_report_with_its_own_address(client):
    assert 'href="/barriere-melden/?seite=%2Fregeln%2F"' in client.get("/regeln/").content.decode()
    client.force_login(make_member())
    assert 'href="/barriere-melden/?seite=%2Fverzeichnis%2F"' in client.get("/verzeichnis/").content.decode()


@pytest.mark.parametrize("make_person", [make_applicant, make_member, make_editor])
def test_signed_in_people_may_write_too(client, make_person):
    client.force_login(make_person())
    assert client.post(BARRIER, {"text": "Kontrast zu schwach"}).status_code == 302


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        (CONTACT, {**MESSAGE, "email": ""}, "muss ausgefüllt werden"),
        (CONTACT, {**MESSAGE, "email": "kein Ort"}, "gültige E-Mail-Adresse"),
        (CONTACT, {**MESSAGE, "email": "a@b.example\nBcc: alle@netzwerk.example"}, "gültige E-Mail-Adresse"),
        (CONTACT, {**MESSAGE, "text": " \u200b\n\t "}, "worum es geht"),
        (CONTACT, {**MESSAGE, "text": "x" * (MAX_TEXT + 1)}, "um 1 Zeichen"),
        (CONTACT, {**MESSAGE, "text": "x" * (MAX_TEXT * 100)}, "erlaubt sind 5000"),
        (CONTACT, {**MESSAGE, "text": "Null\x00byte"}, "nullbyte"),
        (BARRIER, {"text": ""}, "muss ausgefüllt werden"),
    ],
)
def test_errors_are_named_at_their_field_and_nothing_is_stored(client, path, data, error):
    response = client.post(path, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert error.lower() in page.lower().replace("nullzeichen", "nullbyte")
    assert 'aria-invalid="true"' in page and "Bitte prüfen Sie Ihre Angaben" in page
    assert not Enquiry.objects.exists() and not office_jobs().exists()


@pytest.mark.parametrize("length", [2, MAX_TEXT - 1, MAX_TEXT])
def test_lengths_up_to_the_limit_are_taken(client, length):
    assert client.post(CONTACT, {**MESSAGE, "text": "ä" * length}).status_code == 302


def test_typed_text_survives_an_error(client):
    page = client.post(CONTACT, {**MESSAGE, "email": ""}).content.decode()
    assert MESSAGE["text"] in page and MESSAGE["name"] in page


def test_a_filled_trap_is_asked_again_not_dropped(client):
    response = client.post(CONTACT, {**MESSAGE, "homepage": "https://spam.example"})
    page = response.content.decode()
    assert response.status_code == 422 and not Enquiry.objects.exists()
    assert MESSAGE["text"] in page and "spam.example" not in page
    assert client.post(CONTACT, {**MESSAGE, "homepage": ""}).status_code == 302


def test_the_sixth_message_of_an_hour_waits_and_keeps_its_text(client):
    for _ in range(ENQUIRIES_PER_HOUR):
        assert client.post(CONTACT, MESSAGE).status_code == 302
    response = client.post(BARRIER, {"text": "Auch noch etwas"})
    page = response.content.decode()
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert "Auch noch etwas" in page and "mailto:" in page
    assert Enquiry.objects.count() == ENQUIRIES_PER_HOUR
    other = client.post(BARRIER, {"text": "Anderer Anschluss"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 302
    cache.clear()
    assert client.post(CONTACT, MESSAGE).status_code == 302


def test_errors_do_not_use_up_the_rate(client):
    for _ in range(ENQUIRIES_PER_HOUR + 1):
        client.post(CONTACT, {**MESSAGE, "text": ""})
    assert client.post(CONTACT, MESSAGE).status_code == 302


@pytest.mark.parametrize("receipt", ["1", "MTA:1aaa:bbb", "x" * 300])
def test_nobody_guesses_a_receipt(client, receipt):
    assert client.get(f"/kontakt/eingang/{receipt}/").status_code == 404


def test_the_mail_is_not_sent_for_a_deleted_enquiry(client):
    tell_office(enquiry_id=999_999)
    assert mail.outbox == []


def test_the_form_is_refused_without_its_token(home):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(CONTACT, MESSAGE)
    assert response.status_code == 403
    assert "noch einmal ab" in response.content.decode()
    assert not Enquiry.objects.exists()
