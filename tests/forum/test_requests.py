"""Who asked and got answers is asked once whether one helped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.answers import accept_answer
from forum.actions.moderation import lock_a_thread
from forum.models import Thread
from forum.requests import ACCEPT, ask_authors
from notifications.actions.requests import tell_requests
from notifications.models import Notification, Request
from notifications.registry import lines_for
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


def question(*, days=8, answered=True, **fields):
    thread = make_thread(**fields)
    if answered:
        make_post(thread)
    Thread.objects.filter(pk=thread.pk).update(bumped_at=timezone.now() - timedelta(days=days))
    return Thread.objects.get(pk=thread.pk)


@pytest.mark.feature("FF-56")
def test_the_author_is_asked_once_when_answers_have_come_to_rest():
    thread = question()
    assert [ask_authors(), ask_authors()] == [1, 0]
    tell_requests()
    [row] = Notification.objects.filter(user=thread.author, kind=ACCEPT)
    [line] = lines_for([row]).values()
    assert str(line) == f"Hat Ihnen eine Antwort geholfen? {thread.title}"


@pytest.mark.parametrize("what", [{"days": 6}, {"days": 61}, {"answered": False}, {"kind": "experience"}], ids=str)
def test_what_nobody_is_asked_about(what):
    question(**what)
    assert ask_authors() == 0


def test_own_words_are_no_answer():
    thread = question(answered=False)
    make_post(thread, author=thread.author)
    Thread.objects.filter(pk=thread.pk).update(bumped_at=timezone.now() - timedelta(days=8))
    assert ask_authors() == 0


def test_accepting_settles_it():
    thread = question()
    ask_authors()
    tell_requests()
    accept_answer(actor=thread.author, post=thread.last_post)
    assert not Request.objects.open().exists()
    assert not Notification.objects.filter(user=thread.author, kind=ACCEPT).exists()


def test_what_was_closed_or_moved_meanwhile_is_not_asked():
    locked, moved = question(), question()
    ask_authors()
    lock_a_thread(actor=make_speaker(), thread=locked, reason="Erledigt")
    Thread.objects.filter(pk=moved.pk).update(area=make_area(members=[make_member()]))
    assert tell_requests() == 0
