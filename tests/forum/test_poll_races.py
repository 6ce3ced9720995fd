"""Votes beside the end of the poll and beside each other, on connections of their own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from forum.actions.polls import Choice, NewPoll, add_poll, close_poll, vote
from forum.models import Poll, PollOption, PollVoter
from tests.factories import make_member, make_thread

from .parallel import PATIENCE, at_once, deadlocks, meanwhile

pytestmark = [pytest.mark.feature("FF-53"), pytest.mark.usefixtures("own_database")]


def make_poll():
    choices = [Choice(text="Ja"), Choice(text="Nein")]
    return add_poll(make_thread().posts.get(), NewPoll("Machen Sie mit?", "single", "now", True, None, choices))


def attempt(act, **what):
    try:
        act(**what)
    except (PermissionDenied, ValidationError) as error:
        return type(error)
    return None


def test_a_vote_that_waits_while_the_poll_is_ended_is_refused():
    poll = make_poll()
    author, voter = poll.post.author, make_member()
    option = poll.options.first().pk
    with transaction.atomic():
        close_poll(actor=author, poll=poll)
        with meanwhile(lambda: attempt(vote, actor=voter, poll=poll, options=[option])) as refused:
            pass
    assert refused.result(PATIENCE) is PermissionDenied
    assert (PollVoter.objects.count(), PollOption.objects.get(pk=option).vote_count) == (0, 0)


def test_ending_a_poll_waits_for_a_vote_under_way_which_counts():
    poll = make_poll()
    author, voter = poll.post.author, make_member()
    option = poll.options.first().pk
    with transaction.atomic():
        vote(actor=voter, poll=poll, options=[option])
        with meanwhile(lambda: attempt(close_poll, actor=author, poll=poll)) as ending:
            pass
    assert ending.result(PATIENCE) is None
    after = Poll.objects.get()
    assert after.closed_at is not None
    assert after.post.thread.version == poll.post.thread.version + 2
    assert (PollVoter.objects.count(), PollOption.objects.get(pk=option).vote_count) == (1, 1)


def test_fifty_votes_of_one_person_at_once_are_one_and_those_of_others_all_count():
    poll, one, before = make_poll(), make_member(), deadlocks()
    yes, no = poll.options.values_list("pk", flat=True)
    many = [lambda: attempt(vote, actor=one, poll=poll, options=[yes])] * 10
    others = [make_member() for _ in range(5)]
    each = [lambda person=person: attempt(vote, actor=person, poll=poll, options=[no]) for person in others]
    results = at_once([*many, *each])
    assert (results.count(None), results.count(ValidationError)) == (6, 9)
    assert list(Poll.objects.get().options.values_list("vote_count", flat=True)) == [1, 5]
    assert deadlocks() == before
