"""Polls: a post gets one when it is written; members vote once; author or speakers end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy
from forum.enums import PollKind, Verb
from forum.models import ModerationEntry, Poll, PollOption, PollVote, PollVoter, Post, Thread
from forum.streams import ring_thread

from .changes import as_json
from .locks import lock_post
from .moderation_log import log_act

MOST_POLLS_A_DAY = 50


@dataclass(frozen=True)
class Choice:
    """What can be chosen: words, or a time."""

    text: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class NewPoll:
    """A poll as its author wrote it; forum/poll_forms.py checks it."""

    question: str
    kind: str
    results: str
    is_secret: bool
    closes_at: datetime | None
    choices: Sequence[Choice]

    @property
    def words(self) -> list[str]:
        """Everything the author wrote."""
        return [self.question, *(choice.text for choice in self.choices)]


def add_poll(post: Post, new: NewPoll) -> Poll:
    """Gives a post just written its poll, inside the transaction that writes it. Raises ValidationError where the
    site has had too many of them today."""
    now = timezone.now()
    if Poll.objects.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_POLLS_A_DAY:
        raise ValidationError(_("Many polls were started today. Please try again tomorrow."), "many_polls")
    poll = Poll.objects.create(
        post=post,
        question=new.question,
        kind=new.kind,
        results=new.results,
        is_secret=new.is_secret,
        closes_at=new.closes_at,
        created_at=now,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, text=each.text, begins_at=each.begins_at, ends_at=each.ends_at)
        for place, each in enumerate(new.choices, start=1)
    )
    return poll


def vote(*, actor: Any, poll: Poll, options: Sequence[int]) -> Poll:
    """Casts the person's votes, once for ever.

    Locks thread, post and poll; of a secret poll only that they voted and the numbers are written. Raises the thread's
    version and rings its open pages. Raises what policy denies, ValidationError for a wrong choice or a second one.
    """
    with transaction.atomic():
        poll = lock_poll(poll)
        policy.can_vote(actor, poll).require()
        chosen = _chosen(poll, options)
        if poll.voters.filter(user=actor).exists():
            raise ValidationError(_("You have voted in this poll already."), "voted")
        PollVoter.objects.create(poll=poll, user=actor)
        poll.options.filter(pk__in=chosen).update(vote_count=F("vote_count") + 1)
        if not poll.is_secret:
            PollVote.objects.bulk_create(PollVote(option_id=pk, user=actor) for pk in chosen)
        _raise_version(poll.post.thread)
    return poll


def close_poll(*, actor: Any, poll: Poll) -> Poll:
    """Ends the poll before its time. Locks thread, post and poll; raises the version; a foreign one is logged.

    Raises what policy denies.
    """
    with transaction.atomic():
        poll = lock_poll(poll)
        policy.can_close_poll(actor, poll).require()
        set_closed(actor, poll, timezone.now())
    return poll


def set_closed(
    actor: Any, poll: Poll, moment: datetime | None, *, reason: str = "", undo_of: ModerationEntry | None = None
) -> None:
    """Ends a locked poll at this moment, or opens it again (None); logs what is done in a foreign post."""
    before = {"closed_at": as_json(poll.closed_at)}
    poll.closed_at, poll.closed_by = moment, actor if moment else None
    poll.save(update_fields=["closed_at", "closed_by"])
    _raise_version(poll.post.thread)
    if poll.post.author_id != actor.pk or undo_of is not None:
        log_act(
            actor,
            Verb.CLOSE_POLL if moment else Verb.REOPEN_POLL,
            post=poll.post,
            reason=reason,
            before=before,
            after={"closed_at": as_json(moment)},
            undo_of=undo_of,
        )


def lock_poll(poll: Poll) -> Poll:
    """Locks thread, post and poll, in this order, until the transaction ends."""
    post = lock_post(poll.post_id)
    locked = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    locked.post = post
    return locked


def _chosen(poll: Poll, options: Sequence[int]) -> set[int]:
    known = set(poll.options.values_list("pk", flat=True))
    chosen = set(options)
    if not chosen:
        raise ValidationError(_("Please choose something first."), "nothing")
    if not chosen <= known or (poll.kind == PollKind.SINGLE and len(chosen) > 1):
        raise ValidationError(_("This choice is not possible in this poll."), "choice")
    return chosen


def _raise_version(thread: Thread) -> None:
    thread.version += 1
    thread.save(update_fields=["version"])
    ring_thread(thread)
