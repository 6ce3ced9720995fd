"""Accepted answers and reactions."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum import policy, tasks
from forum.enums import ReactionKind, Verb
from forum.models import ModerationEntry, Post, Reaction, Thread
from forum.requests import ACCEPT
from forum.signals import say_thread_changed
from forum.streams import ring_thread
from notifications.actions import close_requests, withdraw_events

from .changes import as_json, from_json
from .implementing import body_of
from .locks import lock_post, lock_thread
from .moderation_log import log_act


def accept_answer(*, actor: Any, post: Post) -> Thread:
    """Makes the post the thread's accepted answer, in place of an earlier one.

    Locks thread and post; raises the version; withdraws the notice of the earlier answer; defers the notice to this
    one's author; a moderator's choice in a foreign thread is logged. Raises what policy denies.
    """
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_accept_answer(actor, post).require()
        thread = post.thread
        if thread.accepted_post_id == post.pk:
            return thread
        set_accepted(actor, thread, post, Verb.ACCEPT)
        tasks.announce_accepted.defer(post_id=post.pk, actor_id=actor.pk)
    return thread


def release_answer(*, actor: Any, post: Post) -> Thread:
    """Takes the acceptance of this post back. Locks thread and post; raises the version; withdraws the notice."""
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_accept_answer(actor, post).require()
        thread = post.thread
        if thread.accepted_post_id == post.pk:
            set_accepted(actor, thread, None, Verb.RELEASE)
    return thread


def lock_answer(*, actor: Any, thread: Thread) -> Thread:
    """Fixes the accepted answer: from then on only the speaker team changes it. Locks the thread; raises the version;
    logs what is done in a foreign thread. Raises what policy denies."""
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_lock_answer(actor, thread).require()
        if not thread.is_answer_locked:
            set_answer_lock(actor, thread, actor.pk)
    return thread


def unlock_answer(*, actor: Any, thread: Thread) -> Thread:
    """Lets go of a fixed answer. Locks the thread; raises the version; logs what is done in a foreign thread. Raises
    what policy denies."""
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_lock_answer(actor, thread).require()
        if thread.is_answer_locked:
            set_answer_lock(actor, thread, None)
    return thread


def set_answer_lock(
    actor: Any, thread: Thread, locked_by: int | None, *, reason: str = "", undo_of: ModerationEntry | None = None
) -> None:
    """Fixes the answer of a locked thread for this person, or lets go of it; logs what is done in a foreign thread."""
    before = thread.answer_locked_by_id
    thread.answer_locked_by_id = locked_by
    thread.version += 1
    thread.save(update_fields=["answer_locked_by", "version"])
    if thread.author_id != actor.pk or undo_of is not None:
        log_act(
            actor,
            Verb.LOCK_ANSWER if locked_by else Verb.UNLOCK_ANSWER,
            thread=thread,
            post=thread.accepted_post,
            reason=reason,
            before={"answer_locked_by_id": before},
            after={"answer_locked_by_id": locked_by},
            undo_of=undo_of,
        )
    ring_thread(thread)


def react(*, actor: Any, post: Post, kind: ReactionKind) -> None:
    """Adds the person's reaction; a second time changes nothing. Raises what policy denies.

    »We do this too« counts for the body they speak for now.
    """
    policy.can_react(actor, post).require()
    body = body_of(actor) if kind == ReactionKind.SAME else None
    Reaction.objects.bulk_create(
        [Reaction(post=post, user=actor, kind=kind, affiliation_id=body)], ignore_conflicts=True
    )


def take_back_reaction(*, actor: Any, post: Post, kind: ReactionKind) -> None:
    """Removes the person's reaction, if there is one. Raises what policy denies."""
    policy.can_see_post(actor, post).require()
    Reaction.objects.filter(post=post, user=actor, kind=kind).delete()


def set_accepted(
    actor: Any,
    thread: Thread,
    post: Post | None,
    verb: Verb,
    *,
    reason: str = "",
    undo_of: ModerationEntry | None = None,
) -> None:
    """Makes the post the accepted answer of a locked thread, or leaves none, fixed no longer; withdraws the notice of
    the earlier one; settles the request to accept one; logs what is done in a foreign thread.

    ``undo_of``: what is taken back; moment and lock are those from before it."""
    before, had = thread.accepted_post_id, _lock_and_moment(thread)
    then = undo_of.before if undo_of else {}
    thread.accepted_post, thread.answer_locked_by_id = post, then.get("answer_locked_by_id")
    if undo_of is None and post is not None:
        thread.accepted_at = timezone.now()
    elif "accepted_at" in then:
        thread.accepted_at = from_json(then["accepted_at"])
    thread.version += 1
    thread.save(update_fields=["accepted_post", "accepted_at", "answer_locked_by", "version"])
    if before is not None:
        withdraw_events(event_ids=[tasks.accepted_event_id(before)])
    if post is not None:
        close_requests(kind=ACCEPT, object_id=thread.pk)
    if thread.author_id != actor.pk or undo_of is not None:
        log_act(
            actor,
            verb,
            thread=thread,
            post=post,
            reason=reason,
            before={"accepted_post": before, **had},
            after={"accepted_post": post.pk if post else None, **_lock_and_moment(thread)},
            undo_of=undo_of,
        )
    ring_thread(thread)
    say_thread_changed(thread.pk)


def _lock_and_moment(thread: Thread) -> dict[str, Any]:
    return {"accepted_at": as_json(thread.accepted_at), "answer_locked_by_id": thread.answer_locked_by_id}
