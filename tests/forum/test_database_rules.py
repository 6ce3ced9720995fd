"""What the database itself refuses of files, drafts, polls, reactions and summaries, whoever writes."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.enums import FileKind, FileState, PollKind, PollResults, ReactionKind, TextState
from forum.models import Attachment, AttachmentUse, Draft, Poll, PollOption, Reaction, Thread
from tests.factories import make_member, make_post, make_thread

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def post():
    return make_post(make_thread())


def file_of(person, **facts):
    given = {"state": FileState.OK, "stored_name": uuid4().hex, "kind": FileKind.PDF} | facts
    return Attachment(uploader=person, client_key=uuid4(), name="Satzung.pdf", size=1, created_at=NOW, **given)


def is_taken(row):
    """Whether the database takes the row; it does not stay."""
    taken = False
    with suppress(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
        taken = True
        transaction.set_rollback(True)
    return taken


@pytest.mark.parametrize(
    ("facts", "taken"),
    [
        ({}, True),
        ({"state": FileState.REFUSED}, False),  # something of it would be kept
        ({"state": FileState.REFUSED, "stored_name": None}, True),
        ({"stored_name": None}, False),
        ({"width": 10}, False),
        ({"width": 10, "height": 10}, True),
        ({"text": "Satzung"}, False),  # nobody has read it
        ({"text": "Satzung", "text_state": TextState.DONE}, True),
        ({"text": "Satzung", "text_state": TextState.DONE, "state": FileState.WAITING}, False),
    ],
)
def test_files(facts, taken):
    assert is_taken(file_of(make_member(), **facts)) == taken


def test_a_file_is_used_in_one_place_at_a_time_and_once_there(post):
    file = file_of(post.author)
    file.save()
    draft = Draft(user=post.author, key="new-00000000", created_at=NOW, updated_at=NOW)
    draft.save()
    assert not is_taken(AttachmentUse(attachment=file, created_at=NOW))
    assert not is_taken(AttachmentUse(attachment=file, created_at=NOW, post=post, draft=draft))
    AttachmentUse.objects.create(attachment=file, created_at=NOW, post=post)
    assert not is_taken(AttachmentUse(attachment=file, created_at=NOW, post=post))
    assert is_taken(AttachmentUse(attachment=file, created_at=NOW, draft=draft))


@pytest.mark.parametrize(
    ("key", "facts", "taken"),
    [
        ("new-0123abcd", {}, True),
        ("new-", {}, False),
        ("neu-0123abcd", {}, False),
        ("new-0123abcd\n", {}, False),
        ("reply-7", {}, False),  # to what?
        ("reply-7", {"thread": True}, True),
        ("summary-7", {"thread": True}, True),
        ("edit-7", {"post": True}, False),  # of which version?
        ("edit-7", {"post": True, "edit_count": 0}, True),
        ("new-0123abcd", {"body": "ä" * 200_000}, False),
        ("new-0123abcd", {"body": "a" * 200_000, "answers": ["b" * 200_000]}, False),
        ("new-0123abcd", {"body": "a" * 200_000, "poll": {"options": ["b" * 199_000]}}, True),
    ],
)
def test_drafts(post, key, facts, taken):
    facts = facts | {name: value for name, value in (("thread", post.thread), ("post", post)) if name in facts}
    assert is_taken(Draft(user=post.author, key=key, created_at=NOW, updated_at=NOW, **facts)) == taken


def test_polls_that_hide_their_results_end(post):
    facts = {"post": post, "question": "Wann?", "kind": PollKind.DATES, "created_at": NOW, "results": PollResults.END}
    assert not is_taken(Poll(**facts))
    poll = Poll(**facts, closes_at=NOW + timedelta(days=7))
    poll.save()
    assert poll.is_secret
    assert not is_taken(PollOption(poll=poll, position=1))
    assert not is_taken(PollOption(poll=poll, position=1, begins_at=NOW, ends_at=NOW))
    assert is_taken(PollOption(poll=poll, position=1, begins_at=NOW, ends_at=NOW + timedelta(hours=1)))


def test_only_what_we_do_too_has_a_year_and_a_summary_says_up_to_where(post):
    reader = make_member()
    assert is_taken(Reaction(post=post, user=reader, kind=ReactionKind.SAME, year=2019))
    assert not is_taken(Reaction(post=post, user=reader, kind=ReactionKind.SAME, year=19))
    assert not is_taken(Reaction(post=post, user=reader, kind=ReactionKind.THANKS, year=2019))
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.filter(pk=post.thread_id).update(summary_post=post)
