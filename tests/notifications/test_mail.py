"""Mails over a real SMTP server: when they go out, when not, and what a broken server costs."""

import smtplib
import socket
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kit.access import user_key
from notifications.actions import mark_read, queue, rekey_group, set_instant_mail, withdraw_events
from notifications.actions.queue import MAX_ATTEMPTS
from notifications.actions.sending import DELIVERIES, send_due_mails
from notifications.models import Delivery, Notification
from notifications.tasks import send_mails
from tests.factories import make_member

from .smtp import Postman, free_port, mailers, serve
from .world import MENTION, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def postman(settings):
    postman = Postman()
    controller = serve(postman)
    settings.MAILERS = mailers(controller.port)
    settings.NOTIFICATIONS = {
        **settings.NOTIFICATIONS,
        "MAIL_DELAY_MINUTES": 10,
        "BASE_URL": "https://netzwerk.example",
    }
    yield postman
    controller.stop()


def let_time_pass(**time):
    """All open mails are due that much earlier."""
    for mail in Delivery.objects.open():
        mail.due_at -= timedelta(**time)
        mail.save()


def test_a_mail_goes_out_after_ten_minutes_and_not_before(postman):
    anna = make_member(first_name="Anna", last_name="Öztürk")
    tell(anna, post=7, kind=MENTION)
    let_time_pass(minutes=9)
    send_due_mails()
    assert postman.mails == []
    let_time_pass(minutes=1)
    send_due_mails()
    [mail] = postman.mails
    assert mail["To"] == anna.email
    assert mail["Subject"] == "Thema 1"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://netzwerk.example/mitteilungen/abmelden/")
    assert mail["Message-ID"].endswith("@netzwerk.example>")
    text, html = (part.get_content() for part in mail.iter_parts())
    for part in (text, html):
        assert "https://netzwerk.example/forum/beitrag/7/" in part
        assert "Text von Beitrag 7" in part
        assert "Anna Öztürk" in part
        assert mail["List-Unsubscribe"].strip("<>") in part
        assert "https://netzwerk.example/mitteilungen/einstellungen/" in part
    assert "<img" not in html
    assert "<script" not in html
    sent = Delivery.objects.get()
    assert sent.sent_at
    assert sent.message_id == mail["Message-ID"]


def test_the_header_that_unsubscribes_stands_in_one_piece(postman, settings):
    address = "https://netzwerk-der-kommunen-fuer-das-ehrenamt.nordrhein-westfalen.example"
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "BASE_URL": address}
    tell(make_member(), post=1)
    let_time_pass(minutes=10)
    send_due_mails()
    [line] = [line for line in postman.raw[0].split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert line.startswith(f"List-Unsubscribe: <{address}/mitteilungen/abmelden/".encode())
    assert line.endswith(b"/>")


def test_a_mail_goes_out_once(postman):
    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    for _ in range(3):
        send_due_mails()
    tell(anna, post=2)
    let_time_pass(days=1)
    send_due_mails()
    assert len(postman.mails) == 1


def test_the_mail_says_how_things_are_when_it_is_sent(postman, world):
    anna = make_member()
    tell(anna, post=1)
    tell(anna, post=2)
    world.titles[1] = "Ein besserer Titel"
    let_time_pass(minutes=10)
    send_due_mails()
    [mail] = postman.mails
    assert mail["Subject"] == "Ein besserer Titel"


def test_the_mail_speaks_the_language_of_its_reader(postman):
    anna, ben = make_member(language="de"), make_member(language="en")
    tell(anna, ben, post=1)
    let_time_pass(minutes=10)
    send_due_mails()
    words = {mail["To"]: (mail["Subject"], mail.get_body().get_content()) for mail in postman.mails}
    assert "Neue Mitteilung" in words[anna.email][1]
    assert "Guten Tag" in words[anna.email][1]
    assert "New notification" in words[ben.email][1]
    assert "Good day" in words[ben.email][1]


def test_from_a_closed_room_a_mail_brings_the_link_alone(postman):
    anna = make_member()
    tell(anna, post=1, room=user_key(anna.pk))
    let_time_pass(minutes=10)
    send_due_mails()
    [mail] = postman.mails
    assert "Text von Beitrag" not in mail.as_string()
    assert "/forum/beitrag/1/" in mail.get_body().get_content()


def test_a_line_break_in_a_title_cannot_add_a_header(postman, world):
    anna = make_member()
    world.titles[1] = "Titel\r\nBcc: opfer@evil.example"
    tell(anna, post=1)
    let_time_pass(minutes=10)
    send_due_mails()
    [mail] = postman.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Titel Bcc: opfer@evil.example"


def read(anna, world):
    mark_read(user=anna, group_key="thread:1")


def withdraw(anna, world):
    withdraw_events(event_ids=["post:1"])


def move(anna, world):
    rekey_group(group_key="thread:1", room="area:7")


def deactivate(anna, world):
    anna.is_active = False
    anna.save()


def lose_membership(anna, world):
    anna.mandates.all().delete()


def hide(anna, world):
    world.hidden_threads.add(1)


def turn_off(anna, world):
    set_instant_mail(user=anna, is_wanted=False)


@pytest.mark.parametrize("act", [read, withdraw, move, deactivate, lose_membership, hide, turn_off])
def test_what_changed_meanwhile_stops_the_mail(postman, world, act):
    anna, ben = make_member(), make_member()
    tell(anna, post=1)
    tell(ben, post=2, thread=2)
    act(anna, world)
    let_time_pass(minutes=10)
    send_due_mails()
    assert [mail["To"] for mail in postman.mails] == [ben.email]
    assert not Delivery.objects.open().exists()


@pytest.mark.parametrize("act", [read, withdraw, deactivate, turn_off])
def test_even_between_claim_and_sending(postman, world, act):
    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    claimed = queue.claim(DELIVERIES, timezone.now())
    act(anna, world)
    for draft in DELIVERIES.drafts(claimed):
        queue.send(None, draft)  # would fail if it got as far as the server
    assert not Delivery.objects.open().exists()


def test_a_server_that_is_down_loses_nothing_however_long(postman, settings):
    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    up, settings.MAILERS = settings.MAILERS, mailers(free_port())
    for _ in range(3 * MAX_ATTEMPTS):
        assert send_due_mails() is False
        let_time_pass(minutes=1)
    assert Delivery.objects.open().get().attempts == 0
    settings.MAILERS = up
    send_due_mails()
    assert len(postman.mails) == 1


def test_a_server_that_never_greets_costs_one_patience(postman, settings):
    people = [make_member() for _ in range(3)]
    tell(*people, post=1)
    let_time_pass(minutes=10)
    up = settings.MAILERS
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAILERS = mailers(silent.getsockname()[1])
        started = time.monotonic()
        assert send_due_mails() is False
        assert time.monotonic() - started < 3
    settings.MAILERS = up
    let_time_pass(minutes=1)
    send_due_mails()
    assert len(postman.mails) == 3


def test_a_server_that_hangs_in_the_middle_loses_nothing(postman):
    people = [make_member() for _ in range(3)]
    tell(*people, post=1)
    let_time_pass(minutes=10)
    postman.hangs = True
    assert send_due_mails() is False
    postman.hangs = False
    let_time_pass(minutes=1)
    send_due_mails()
    assert {mail["To"] for mail in postman.mails} == {person.email for person in people}
    assert not Delivery.objects.open().exists()


def test_a_mail_that_is_refused_is_tried_again_with_growing_pauses_and_stops_no_other(postman):
    anna, ben = make_member(), make_member()
    tell(anna, ben, post=1)
    postman.answers[anna.email] = "451 Please try again later"
    let_time_pass(minutes=10)
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        send_due_mails()
        if mail := Delivery.objects.open().first():
            pauses.append(round((mail.due_at - timezone.now()).total_seconds() / 60))
        let_time_pass(minutes=64)
    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert [mail["To"] for mail in postman.mails] == [ben.email]
    given_up = Delivery.objects.get(user=anna)
    assert (given_up.cancelled_at is not None, given_up.sent_at, given_up.attempts) == (True, None, MAX_ATTEMPTS)
    assert Notification.objects.visible_to(anna).unread().count() == 1


def test_a_kind_that_breaks_stops_no_other_mail(postman, world):
    anna, ben = make_member(), make_member()
    tell(anna, post=1, thread=1)
    tell(ben, post=2, thread=2)
    world.broken_threads.add(1)
    let_time_pass(minutes=10)
    send_due_mails()
    assert [mail["To"] for mail in postman.mails] == [ben.email]
    world.broken_threads.clear()
    let_time_pass(minutes=1)
    send_due_mails()
    assert len(postman.mails) == 2


def test_a_worker_that_dies_leaves_its_mails_to_the_next(postman):
    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    assert len(queue.claim(DELIVERIES, timezone.now())) == 1
    send_due_mails()
    assert postman.mails == []
    let_time_pass(seconds=90)
    send_due_mails()
    assert len(postman.mails) == 1


def test_death_between_the_servers_yes_and_our_note_doubles_one_mail_with_the_same_id(postman, monkeypatch):
    class Death(BaseException):
        pass

    def die(*args):
        raise Death

    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    with monkeypatch.context() as patch, pytest.raises(Death):
        patch.setattr(queue.transaction, "atomic", die)  # the first thing after the server's yes
        send_due_mails()
    let_time_pass(seconds=90)
    send_due_mails()
    send_due_mails()
    first, second = postman.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_long_queue_takes_turns_with_other_jobs(postman, monkeypatch):
    monkeypatch.setattr(queue, "RUN_SECONDS", 60)
    people = [make_member() for _ in range(DELIVERIES.batch + 3)]
    tell(*people, post=1)
    let_time_pass(minutes=10)
    send_mails.func(timestamp=0)
    assert len(postman.mails) == DELIVERIES.batch, "one batch a turn"
    [job] = ProcrastinateJob.objects.filter(task_name="notifications.send_mails", status="todo")
    assert job.priority < 0
    send_mails.func(timestamp=0)
    assert len(postman.mails) == DELIVERIES.batch + 3
    assert ProcrastinateJob.objects.filter(task_name="notifications.send_mails").count() == 1


def test_a_run_ends_in_time_and_gives_the_rest_back(postman, monkeypatch):
    people = [make_member() for _ in range(3)]
    tell(*people, post=1)
    let_time_pass(minutes=10)
    monkeypatch.setattr(queue, "RUN_SECONDS", 0)
    assert send_due_mails() is True
    assert postman.mails == []
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}


def test_the_link_in_the_mail_turns_mails_off(postman):
    anna = make_member()
    tell(anna, post=1)
    let_time_pass(minutes=10)
    send_due_mails()
    url = postman.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("https://netzwerk.example")
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    mark_read(user=anna, everything=True)
    tell(anna, post=2)
    assert not Delivery.objects.open().exists()


def test_the_servers_faults_are_told_from_the_mails():
    assert not issubclass(smtplib.SMTPRecipientsRefused, queue.AWAY)
    assert not issubclass(smtplib.SMTPDataError, queue.AWAY)
    assert not issubclass(smtplib.SMTPNotSupportedError, queue.AWAY)
