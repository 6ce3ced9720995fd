"""What posts carry comes in one statement, each part with its facts, and empty where there is none."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forum.enums import FileKind, FileState, PollKind, ReactionKind
from forum.models import Attachment, AttachmentUse, Bookmark, Poll, PollOption, PollVote, PollVoter, Reaction
from forum.post_extras import extras_of
from tests.factories import make_member, make_post, make_thread

pytestmark = pytest.mark.django_db


def file_of(post, uploader, state=FileState.OK, **use):
    attachment = Attachment.objects.create(
        uploader=uploader,
        client_key=uuid4(),
        name="Satzung.pdf",
        stored_name=uuid4().hex,
        kind=FileKind.PDF,
        mime="application/pdf",
        size=84_000,
        sha256="0" * 64,
        state=state,
        created_at=timezone.now(),
    )
    AttachmentUse.objects.create(post=post, attachment=attachment, created_at=timezone.now(), **use)
    return attachment


def test_all_parts_in_one_statement(django_assert_num_queries):
    thread, me = make_thread(), make_member()
    first, second = thread.posts.get(), make_post(thread)
    Reaction.objects.create(post=first, user=me, kind=ReactionKind.SAME, year=2019)
    Reaction.objects.create(post=first, user=make_member(), kind=ReactionKind.SAME, year=2001)
    later, earlier = file_of(first, me, position=2), file_of(first, me, position=1)
    file_of(first, me, is_inline=True)
    now = timezone.now()
    closes = now + timedelta(days=3)
    poll = Poll.objects.create(
        post=second,
        question="Wann?",
        kind=PollKind.SINGLE,
        is_secret=False,
        closes_at=closes,
        created_at=timezone.now(),
    )
    options = [PollOption.objects.create(poll=poll, position=place, text=f"Wahl {place}") for place in (2, 1)]
    PollVoter.objects.create(poll=poll, user=me)
    PollVote.objects.create(option=options[0], user=me)
    Bookmark.objects.create(user=me, post=second, created_at=timezone.now())
    Bookmark.objects.create(user=make_member(), post=first, created_at=timezone.now())
    extras_of(me, [first.pk])  # written once
    with django_assert_num_queries(1):
        found = extras_of(me, [first.pk, second.pk])
    same = found[first.pk].reactions[2]
    assert (same.kind, same.count, same.is_on, same.year) == (ReactionKind.SAME, 2, True, 2019)
    assert [each["id"] for each in found[first.pk].files] == [earlier.pk, later.pk]
    assert (found[first.pk].poll, found[first.pk].is_bookmarked) == (None, False)
    asked = found[second.pk].poll
    assert (asked["question"], asked["has_voted"], asked["voter_count"]) == ("Wann?", True, 1)
    assert [(each["text"], each["is_mine"]) for each in asked["options"]] == [("Wahl 1", False), ("Wahl 2", True)]
    assert found[second.pk].is_bookmarked and found[second.pk].files == []


def test_what_is_being_checked_only_its_uploader_sees():
    post, uploader = make_thread().posts.get(), make_member()
    file_of(post, uploader, FileState.WAITING)
    assert len(extras_of(uploader, [post.pk])[post.pk].files) == 1
    assert not extras_of(make_member(), [post.pk])[post.pk].files
