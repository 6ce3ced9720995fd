"""Valkey away or hanging: nobody waits for it, and what had to ring rings when it is back."""

import contextlib
import time

import pytest
from django.db import transaction

from notifications import sender as sender_module
from notifications.doorbell import close_user, recheck_stream, ring_stream, ring_users
from notifications.sender import Ring, Sender

from .live import wait_for
from .valkey import line_to_valkey

pytestmark = pytest.mark.django_db

BELL = {"type": "bell"}


@pytest.fixture
def valkey(settings, monkeypatch):
    """A line to Valkey, an ear there, and a sender for this test alone."""
    with line_to_valkey(settings) as (line, ear):
        sender = Sender()
        monkeypatch.setattr("notifications.doorbell.sender", sender)
        monkeypatch.setattr(sender_module, "PAUSE", 0.05)
        monkeypatch.setattr(sender_module, "ECHO", 0.3)
        yield line, ear
        sender.close()


@pytest.fixture
def post(valkey):
    from notifications import doorbell

    return lambda *rings: doorbell.sender.post(Ring(group, message) for group, message in rings)


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_a_valkey_that_refuses_or_hangs_costs_a_request_nothing(valkey, fault, django_capture_on_commit_callbacks):
    line, ear = valkey
    getattr(line, fault)()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        with django_capture_on_commit_callbacks(execute=True):
            ring_users(range(1, 2001))
            ring_stream("thread", 1, 2)
            recheck_stream("thread", 1)
            close_user(1)
        times.append(time.perf_counter() - started)
        time.sleep(0.15)
    assert sorted(times)[2] < sender_module.PATIENCE / 5  # the middle one: a busy machine has hiccups
    assert ear.heard == []


def test_nothing_rings_before_commit_or_after_a_rollback(valkey, django_capture_on_commit_callbacks):
    _line, ear = valkey
    with django_capture_on_commit_callbacks(execute=True):
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            ring_users([1])
            _ = 1 / 0
        ring_users([2])
        time.sleep(0.2)
        assert ear.heard == []
    wait_for(lambda: ear.heard == [("user.2", BELL)])


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_what_waited_rings_when_valkey_is_back_and_once_more_for_late_listeners(valkey, post, fault):
    line, ear = valkey
    post(("user.9", BELL))
    wait_for(lambda: ear.heard == [("user.9", BELL)])
    getattr(line, fault)()
    time.sleep(0.1)
    post(("user.1", BELL), ("thread.1", {"type": "stream", "version": 1}))
    time.sleep(0.3)
    post(("thread.1", {"type": "stream", "version": 2}), ("user.1", BELL))
    time.sleep(0.8)
    assert len(ear.heard) == 1
    line.restore()
    wait_for(lambda: len(ear.heard) >= 5)
    time.sleep(0.5)
    rings = ear.heard[1:]
    assert {group for group, _ in rings} == {"user.1", "thread.1"}
    assert rings.count(("thread.1", {"type": "stream", "version": 2})) >= 2
    assert rings.count(("user.1", BELL)) >= 2
    heard = len(ear.heard)
    post(("user.3", BELL))
    wait_for(lambda: len(ear.heard) == heard + 1)


def test_different_messages_for_one_group_all_arrive_in_order(valkey, post):
    _line, ear = valkey
    messages = [BELL, {"type": "recheck"}, {"type": "close", "session": "a"}, {"type": "close", "session": "b"}]
    post(*(("user.1", message) for message in messages))
    wait_for(lambda: ear.heard == [("user.1", message) for message in messages])


def test_what_waits_is_limited_and_the_newest_stay(valkey, post, monkeypatch):
    line, ear = valkey
    monkeypatch.setattr(sender_module, "MAX_WAITING", 10)
    line.cut()
    for number in range(30):
        post((f"user.{number}", BELL))
    time.sleep(0.3)
    line.restore()
    wait_for(lambda: ("user.29", BELL) in ear.heard)
    time.sleep(0.6)
    assert len({group for group, _ in ear.heard}) <= 11


def test_a_short_command_still_sends_its_doorbells(valkey, post):
    from notifications import doorbell

    _line, ear = valkey
    post(("user.1", BELL))
    doorbell.sender.close()
    assert ear.heard == [("user.1", BELL)]


def test_2000_bells_ring_soon(valkey, django_capture_on_commit_callbacks):
    _line, ear = valkey
    with django_capture_on_commit_callbacks(execute=True):
        ring_users(range(1, 2001))
    wait_for(lambda: len(ear.heard) == 2000)
