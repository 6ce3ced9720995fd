"""The summary of a thread: a post of the thread, written by its author or the speaker team, shown at its head.

Its versions are those of the post. It is shown only while it and all it sums up are there: forum/thread_summary.py.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy
from forum.bodies import prepare_body
from forum.enums import Verb
from forum.errors import EditConflict
from forum.models import ModerationEntry, Post, Thread
from forum.streams import ring_thread

from .case_events import touch_case
from .drafts import DraftRef, forget_published
from .editing import change_text
from .locks import lock_post, lock_thread
from .moderation_log import log_act
from .posting import reply


def write_summary(
    *,
    actor: Any,
    thread: Thread,
    source: str,
    edit_count: int | None,
    idempotency_key: UUID,
    draft: DraftRef | None = None,
) -> Post:
    """Writes the thread's summary as a new post, or revises the one it has, up to the last post of now.

    ``edit_count``: that of the summary the form was opened with, None where there was none. Locks the thread and the
    post; raises the version; in a foreign thread both are logged. Raises what policy denies, EditConflict,
    ValidationError, RateLimited.
    """
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_summarise(actor, thread).require()
        summary = thread.posts.public().filter(pk=thread.summary_post_id or 0).first()
        if summary is not None:
            is_sent_twice = (summary.author_id, summary.idempotency_key) == (actor.pk, idempotency_key)
            if edit_count is None and not is_sent_twice:
                raise EditConflict
            return _revise(actor, thread, summary, source, edit_count or 0, draft)
        known = Post.objects.filter(author=actor.pk, idempotency_key=idempotency_key).exists()
        until = thread.last_public_number
        post = reply(actor=actor, thread=thread, source=source, idempotency_key=idempotency_key, draft=draft)
        if not known:
            thread = lock_thread(thread.pk)
            set_summary(actor, thread, post, until)
    return post


def drop_summary(*, actor: Any, thread: Thread) -> None:
    """Takes the summary from the head of the thread; it stays a post like the others. Locks the thread; raises the
    version; logs what is done in a foreign thread. Raises what policy denies."""
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_summarise(actor, thread).require()
        if thread.summary_post_id is not None:
            set_summary(actor, thread, None, None)


def set_summary(
    actor: Any,
    thread: Thread,
    post: Post | None,
    until: int | None,
    *,
    reason: str = "",
    undo_of: ModerationEntry | None = None,
) -> None:
    """Makes this post the summary of a locked thread up to a number, or leaves none; logs it in a foreign thread."""
    before = {"summary_post_id": thread.summary_post_id, "summary_until": thread.summary_until}
    thread.summary_post, thread.summary_until = post, until
    thread.version += 1
    thread.save(update_fields=["summary_post", "summary_until", "version"])
    if thread.author_id != actor.pk or undo_of is not None:
        log_act(
            actor,
            Verb.SUMMARISE if post else Verb.DROP_SUMMARY,
            thread=thread,
            post=post,
            reason=reason,
            before=before,
            after={"summary_post_id": post.pk if post else None, "summary_until": until},
            undo_of=undo_of,
        )
    ring_thread(thread)


def _revise(actor: Any, thread: Thread, summary: Post, source: str, edit_count: int, draft: DraftRef | None) -> Post:
    """A text that stays the same is confirmed: whoever sends it has looked at what is there now."""
    body = prepare_body(source, author=actor, area=thread.area)
    post = lock_post(summary.pk)
    if draft:
        forget_published(actor, draft)
    if change_text(actor, post, body, edit_count, _("Summary revised")):
        touch_case(actor, post)
    else:
        Post.objects.filter(pk=post.pk).update(edited_at=timezone.now())
    Thread.objects.filter(pk=thread.pk).update(summary_until=post.thread.last_public_number)
    return post
