"""Writing to a person through the site: who to whom, how often, what the mail says, and what is kept."""

import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.actions import delete_old_messages, deliver_message, send_message
from directory.errors import TooManyMessages
from directory.models import Mandate, Message
from directory.models.message import SUBJECT_LIMITS, TEXT_LIMIT
from tests.factories import (
    make_admin,
    make_applicant,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_user,
)
from tests.forum.parallel import at_once
from tests.harness.jobs import run_jobs

WORDS = {"subject": "Ihre Satzung", "text": "Dürfen wir Ihre Satzung verwenden?\n\nVielen Dank."}
JOB = "directory.send_message"


def path_to(person):
    return f"{person.profile.get_absolute_url()}nachricht/"


@pytest.fixture
def anna(db):
    return make_member(first_name="Anna", last_name="Aal", email="anna.aal@rathaus.example", function="Ehrenamtsbüro")


@pytest.fixture
def bert(db):
    return make_member(first_name="Bert", last_name="Barsch", email="bert.geheim@rathaus.example")


@pytest.fixture
def write(client, anna):
    client.force_login(anna)

    def write(person, **words):
        return client.post(path_to(person), {**WORDS, **words})

    return write


def test_a_message_arrives_and_is_answered_by_mail(client, anna, bert, write):
    client.force_login(anna)
    page = client.get(path_to(bert))
    assert "anna.aal@rathaus.example" in page.text and "Ihre Adresse wird mitgeschickt" in page.text
    response = write(bert)
    assert response.url == bert.profile.get_absolute_url()
    assert "Ihre Nachricht an Bert Barsch ist unterwegs." in client.get(response.url).text
    run_jobs(JOB)
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to, letter.subject) == ([bert.email], [anna.email], "Ihre Satzung")
    assert letter.from_email.startswith('"Anna Aal über') or letter.from_email.startswith("=?utf-8?")
    assert "netzwerk@localhost" in letter.from_email and not letter.cc and not letter.bcc
    assert WORDS["text"] in letter.body and anna.profile.get_absolute_url() in letter.body
    assert "Ehrenamtsbüro" in letter.body


def test_the_recipients_address_is_shown_nowhere(client, bert, write):
    client.force_login(make_member())
    pages = [client.get(bert.profile.get_absolute_url()), client.get(path_to(bert)), write(bert, text="")]
    assert all(bert.email not in page.text for page in pages)


def test_nothing_of_it_is_kept(bert, write):
    write(bert)
    job = ProcrastinateJob.objects.get(task_name=JOB)
    assert job.args == {"message_id": Message.objects.get().pk}
    run_jobs(JOB)
    kept = Message.objects.get()
    assert (kept.recipient, kept.subject, kept.text) == (None, "", "") and kept.closed_at
    deliver_message(message_id=kept.pk)  # the job once more
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_keeps_the_words_for_the_next_attempt(bert, write, settings):
    write(bert)
    up = settings.MAILERS
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": port}}
    settings.MAILERS = {"default": smtp}
    with pytest.raises(ConnectionRefusedError):
        deliver_message(message_id=Message.objects.get().pk)
    settings.MAILERS = up
    assert Message.objects.get().text == WORDS["text"]
    run_jobs(JOB)
    assert len(mail.outbox) == 1


def lost_mandate(person):
    Mandate.objects.filter(person=person).update(ends_on=timezone.localdate())


def deactivated(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("change", [lost_mandate, deactivated])
@pytest.mark.parametrize("who", ["sender", "recipient"])
def test_rights_are_asked_again_when_the_job_runs(anna, bert, write, who, change):
    write(bert)
    change(anna if who == "sender" else bert)
    run_jobs(JOB)
    assert not mail.outbox and Message.objects.get().text == ""


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (make_member, 200),
        (make_editor, 404),  # has no page
        (make_applicant, 404),
        (lambda: former_member(), 403),
        (lambda: make_member(is_active=False), 403),
        (lambda: without_address(), 403),
    ],
)
def test_only_members_of_today_can_be_written_to(client, anna, make, status):
    person = make()
    client.force_login(anna)
    path = path_to(person) if hasattr(person, "profile") else "/verzeichnis/personen/niemand/nachricht/"
    assert client.get(path).status_code == status
    if status != 200:
        assert client.post(path, WORDS).status_code == status
        assert not Message.objects.exists()
        if status == 403:
            profile = client.get(person.profile.get_absolute_url())
            assert profile.status_code == 200 and "Nachricht schreiben" not in profile.text


def without_address():
    person = make_member()
    type(person).objects.filter(pk=person.pk).update(email="")
    return person


def former_member():
    person = make_user()
    make_mandate(person, begins_on="2020-01-01", ends_on="2022-01-01")
    return person


def test_nobody_writes_to_themselves(client, anna, write):
    assert "nicht selbst schreiben" in write(anna).text
    assert "Nachricht schreiben" not in client.get(anna.profile.get_absolute_url()).text


def test_office_and_administration_write_too(client, bert):
    for person in (make_editor(), make_admin()):
        client.force_login(person)
        assert client.post(path_to(bert), WORDS).status_code == 302


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"subject": "x" * (SUBJECT_LIMITS[0] - 1)}, "Betreff mit 3 bis 120 Zeichen ein, Ihrer hat 2"),
        ({"subject": "x" * (SUBJECT_LIMITS[1] + 1)}, "Ihrer hat 121"),
        ({"subject": "\u200b\u200b\u200b\u200b"}, "Betreff mit 3 bis 120 Zeichen"),
        (
            {"text": "x" * (TEXT_LIMIT + 1)},
            "Ihre Nachricht hat 5001 Zeichen, möglich sind 5000. Bitte kürzen Sie um 1.",
        ),
        ({"text": " \u200b \n"}, "Bitte schreiben Sie eine Nachricht"),
        ({"text": ""}, "Dieses Feld muss ausgefüllt werden"),
        ({"text": "Hallo\x00Welt"}, "Null"),
    ],
)
def test_refusals_name_the_limit_and_keep_the_words(bert, write, words, message):
    page = write(bert, **words)
    assert page.status_code == 422 and message in page.text.replace("5.00", "500")
    other = "text" if "subject" in words else "subject"
    assert WORDS[other].split("\n")[0] in page.text
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "subject",
    ["Hallo\r\nBcc: alle@stadt.example", "Hallo\nX-Spam: ja", "Hallo\x0b\x0c\x85Bcc: x@y.example", "Hallo\u2028Bcc: x"],
)
def test_no_header_comes_in_through_the_subject(bert, write, subject):
    write(bert, subject=subject)
    run_jobs(JOB)
    (letter,) = mail.outbox
    raw = letter.message()
    assert raw["Bcc"] is None and raw["X-Spam"] is None
    assert letter.subject.startswith("Hallo ") and len(letter.subject.splitlines()) == 1


def test_no_header_comes_in_through_a_name(client, bert):
    person = make_member(first_name="Eva\r\nBcc: alle@stadt.example", last_name="Echt")
    send_message(actor=person, profile=bert.profile, **WORDS)
    run_jobs(JOB)
    assert mail.outbox[0].message()["Bcc"] is None


def test_html_is_text(bert, write):
    write(bert, text="<b>Hallo</b> & Grüße")
    run_jobs(JOB)
    assert "<b>Hallo</b> & Grüße" in mail.outbox[0].body
    assert not mail.outbox[0].message().is_multipart()


def test_ten_a_day(client, anna, bert, write, settings):
    settings.DIRECTORY = {**settings.DIRECTORY, "MESSAGES_PER_DAY": 10}
    for _ in range(10):
        assert write(bert).status_code == 302
    run_jobs(JOB)  # what is sent counts too
    page = write(bert)
    assert page.status_code == 429 and 0 < int(page["Retry-After"]) <= 86_400
    assert "Sie können in 24 Stunden 10 Nachrichten senden" in page.text and "Satzung verwenden" in page.text
    assert Message.objects.count() == 10
    client.force_login(make_member())
    assert client.post(path_to(bert), WORDS).status_code == 302  # everybody has their own ten
    Message.objects.filter(sender=anna).update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    client.force_login(anna)
    assert write(bert).status_code == 302


def test_what_is_left_is_forgotten(anna, bert):
    now = timezone.now()
    closed = {"sender": anna, "created_at": now - timedelta(days=2)}
    Message.objects.create(**closed, closed_at=now - timedelta(hours=25))
    young = Message.objects.create(**closed, closed_at=now - timedelta(hours=23))
    Message.objects.create(sender=anna, recipient=bert, created_at=now - timedelta(days=8), **WORDS)
    waiting = Message.objects.create(sender=anna, recipient=bert, created_at=now - timedelta(days=6), **WORDS)
    delete_old_messages()
    assert set(Message.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk}


@pytest.mark.usefixtures("own_database")
def test_who_sends_two_at_once_has_no_eleventh(settings):
    settings.DIRECTORY = {**settings.DIRECTORY, "MESSAGES_PER_DAY": 1}
    sender, recipient = make_member(make_municipality()), make_member()

    def send():
        try:
            send_message(actor=sender, profile=recipient.profile, **WORDS)
        except TooManyMessages:
            return "limit"
        return "sent"

    assert sorted(at_once([send, send])) == ["limit", "sent"]
