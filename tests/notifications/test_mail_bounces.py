"""Mails that come back: whose they were, what counts, when an address rests, and how its person hears of it."""

import io
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from anymail.signals import EventType, RejectReason
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.mail_provider import hear_of_mail
from notifications.actions import record_bounce
from notifications.actions.sending import send_due_mails
from notifications.bounces import return_path
from notifications.models import Delivery, Digest, MailPreference
from notifications.tokens import bounce_token
from tests.factories import make_member

from .smtp import Postman, mailers, serve
from .world import MENTION, tell

pytestmark = pytest.mark.django_db

BOUNCES = "rueckweg@netzwerk.example"
ADDRESS = "/mitteilungen/adresse/"


@pytest.fixture
def postman(settings):
    postman = Postman()
    controller = serve(postman)
    settings.MAILERS = mailers(controller.port)
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "MAIL_DELAY_MINUTES": 0, "BOUNCE_ADDRESS": BOUNCES}
    yield postman
    controller.stop()


@pytest.fixture
def anna(postman):
    return make_member(email="Anna.Arens@rathaus.example")


def send_one(postman, person, number=1):
    """One mail to the person; gives the address it comes back to."""
    tell(person, post=number, thread=number, kind=MENTION)
    Delivery.objects.open().update(due_at=timezone.now() - timedelta(seconds=1))
    send_due_mails()
    return postman.senders[-1]


def report(to, action="failed", status="5.1.1", extra=""):
    """A report as Exchange and Postfix write it (RFC 3464)."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.rathaus.example>
To: {to}
Subject: Unzustellbar: Neue Mitteilung
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_grenze"
{extra}
--=_grenze
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Ihre Nachricht konnte nicht zugestellt werden: Empfänger unbekannt.

--=_grenze
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.rathaus.example
Arrival-Date: Tue, 24 Nov 2026 08:00:00 +0100

Final-Recipient: rfc822; anna.arens@rathaus.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <anna.arens@rathaus.example>:
 Recipient address rejected

--=_grenze
Content-Type: text/rfc822-headers

Message-ID: <notification-1.1@netzwerk.example>
Subject: Neue Mitteilung

--=_grenze--
""".replace("\n", "\r\n").encode()


def receive(raw, monkeypatch, recipient=""):
    """What the mail server's pipe does."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("receive_bounce", recipient=recipient, stdout=io.StringIO())


def count(person):
    preference = MailPreference.objects.filter(user=person).first()
    return preference.bounce_count if preference else 0


def test_each_mail_comes_back_to_an_address_of_its_own_and_names_the_site_as_its_sender(postman, anna, settings):
    first, second = send_one(postman, anna, 1), send_one(postman, anna, 2)
    assert first != second
    for sender in (first, second):
        assert sender.startswith("rueckweg+n")
        assert sender.endswith("@netzwerk.example")
        assert len(sender.partition("@")[0]) <= 64
    assert postman.mails[0]["From"] == settings.DEFAULT_FROM_EMAIL
    assert "rueckweg" not in postman.mails[0].as_string()


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, 1),
        ({"status": "5.2.1"}, 1),
        ({"status": "5.4.1"}, 1),  # Exchange Online on an address it does not know
        ({"status": "5.2.2"}, 0),  # the mailbox is full
        ({"status": "5.7.1"}, 0),  # our mail was not wanted
        ({"status": "4.4.7"}, 0),
        ({"action": "delayed", "status": "4.4.1"}, 0),
        ({"action": "delivered", "status": "2.0.0"}, 0),
        ({"status": "unsinn"}, 0),
    ],
)
def test_what_counts(postman, anna, monkeypatch, changes, counts):
    receive(report(send_one(postman, anna), **changes), monkeypatch)
    assert count(anna) == counts


def test_the_envelope_tells_the_address_where_the_mail_server_rewrites_the_head(postman, anna, monkeypatch):
    sender = send_one(postman, anna)
    receive(report("postmaster@netzwerk.example"), monkeypatch)
    assert count(anna) == 0
    receive(report("postmaster@netzwerk.example"), monkeypatch, recipient=sender.upper())
    assert count(anna) == 1


def test_an_absence_is_no_bounce(postman, anna, monkeypatch):
    sender = send_one(postman, anna)
    receive(
        f"From: {anna.email}\r\nTo: {sender}\r\nSubject: Abwesenheit\r\nAuto-Submitted: auto-replied\r\n\r\n"
        "Ich bin bis 5.1.1 nicht im Haus.\r\n".encode(),
        monkeypatch,
    )
    assert count(anna) == 0


@pytest.mark.parametrize("garbage", [b"", b"\xff\x00" * 1000, b"To: rueckweg+@netzwerk.example\r\n\r\n", b"\r\n\r\n"])
def test_garbage_is_nothing(db, anna, monkeypatch, garbage):
    receive(garbage, monkeypatch)
    assert not MailPreference.objects.exists()


def test_a_forged_token_counts_for_nobody(postman, anna, monkeypatch):
    sender = send_one(postman, anna)
    local, _at, domain = sender.partition("@")
    changed = local[:-1] + ("a" if local[-1] != "a" else "b")
    other = local.replace("+n", "+d")
    for forged in (changed, other, "rueckweg+n1-", "rueckweg+n999999999999999999-aaaaaaaaaaaaaaaa", "rueckweg"):
        receive(report(f"{forged}@{domain}"), monkeypatch)
    assert count(anna) == 0


def test_each_mail_counts_once_however_often_it_is_reported(postman, anna, monkeypatch):
    sender = send_one(postman, anna)
    for _ in range(3):
        receive(report(sender), monkeypatch)
    assert count(anna) == 1


def test_after_three_the_address_rests_and_a_button_uses_it_again(postman, anna, monkeypatch):
    for number in (1, 2, 3):
        receive(report(send_one(postman, anna, number)), monkeypatch)
        assert bool(MailPreference.objects.get(user=anna).address_paused_at) == (number == 3)
    sent = len(postman.mails)
    send_one(postman, anna, 4)
    assert len(postman.mails) == sent
    browser = Client()
    browser.force_login(anna)
    assert "Adresse prüfen" in browser.get("/uebersicht/").content.decode()
    html = browser.get(ADDRESS).content.decode()
    assert "Unsere E-Mails erreichen Sie nicht" in html
    assert anna.email in html
    assert "/konto/e-mail/" in html
    assert browser.post(ADDRESS).status_code == 302
    assert "Adresse prüfen" not in browser.get("/uebersicht/").content.decode()
    send_one(postman, anna, 5)
    assert len(postman.mails) == sent + 1


def test_who_gets_mails_is_told_nothing(anna):
    browser = Client()
    browser.force_login(anna)
    assert "Adresse prüfen" not in browser.get("/uebersicht/").content.decode()
    assert f"gehen an {anna.email}" in browser.get(ADDRESS).content.decode()


def test_a_new_address_starts_anew(postman, anna, monkeypatch):
    senders = [send_one(postman, anna, number) for number in (1, 2, 3)]
    for sender in senders[:2]:
        receive(report(sender), monkeypatch)
    anna.email = "anna.neu@rathaus.example"
    anna.save()
    receive(report(senders[2]), monkeypatch)
    assert count(anna) == 2, "the old address is no longer ours to judge"
    receive(report(send_one(postman, anna, 4)), monkeypatch)
    preference = MailPreference.objects.get(user=anna)
    assert (preference.bounce_count, preference.bounced_address) == (1, anna.email)
    assert preference.address_paused_at is None


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        ("550 5.1.1 User unknown", 1),
        ("550 No such user here", 1),
        ("550 5.7.1 Blocked by policy", 0),
        ("552 5.2.2 Mailbox full", 0),
        ("451 4.7.1 Greylisted", 0),
    ],
)
def test_a_server_that_refuses_the_address_at_once(postman, anna, answer, counts):
    send_one(postman, make_member(), 1)
    postman.answers[anna.email] = answer
    send_one(postman, anna, 2)
    assert count(anna) == counts
    assert Delivery.objects.open().filter(user=anna).exists() == (not counts), "what is final is not tried again"


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        ({"event_type": EventType.BOUNCED, "reject_reason": RejectReason.BOUNCED}, 1),
        ({"event_type": EventType.BOUNCED, "mta_response": "550 5.1.1 unknown"}, 1),
        ({"event_type": EventType.BOUNCED, "mta_response": "552 5.2.2 full"}, 0),
        ({"event_type": EventType.OPENED}, 0),
        ({"event_type": EventType.BOUNCED, "reject_reason": RejectReason.BOUNCED, "metadata": None}, 0),
    ],
)
def test_a_provider_tells_by_its_webhook(postman, anna, event, counts):
    send_one(postman, anna)
    values = {
        "metadata": {"mail": bounce_token(Delivery.objects.get(), anna.email)},
        "reject_reason": None,
        "mta_response": "",
        "description": "",
    }
    hear_of_mail(None, SimpleNamespace(**{**values, **event}), "Brevo")
    assert count(anna) == counts


def test_a_digest_comes_back_as_a_single_mail_does(anna, monkeypatch):
    digest = Digest.objects.create(user=anna, period=timezone.localdate(), due_at=timezone.now())
    receive(report(return_path(digest, anna.email)), monkeypatch)
    assert count(anna) == 1
    digest.refresh_from_db()
    assert digest.bounced_at


def test_a_token_without_its_mail_is_nothing(anna):
    assert record_bounce(token="n1-aaaaaaaaaaaaaaaa", status="5.1.1") is False
