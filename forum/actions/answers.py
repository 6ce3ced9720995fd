"""Accepted answers and reactions."""

from typing import Any

from django.db import transaction

from forum import policy, tasks
from forum.enums import ReactionKind, Verb
from forum.models import ModerationEntry, Post, Reaction, Thread
from forum.requests import ACCEPT
from forum.signals import say_thread_changed
from forum.streams import ring_thread
from notifications.actions import close_requests, withdraw_events

from .implementing import body_of
from .locks import lock_post
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
    """Makes the post the accepted answer of a locked thread, or leaves none; withdraws the notice of the earlier one;
    settles the request to accept one; logs what is done in a foreign thread."""
    before = thread.accepted_post_id
    thread.accepted_post = post
    thread.version += 1
    thread.save(update_fields=["accepted_post", "version"])
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
            before={"accepted_post": before},
            after={"accepted_post": post.pk if post else None},
            undo_of=undo_of,
        )
    ring_thread(thread)
    say_thread_changed(thread.pk)
