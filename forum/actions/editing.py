"""Changing and withdrawing what was written."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.bodies import Body, prepare_body
from forum.enums import Verb, Visibility
from forum.errors import EditConflict
from forum.models import (
    ModerationCase,
    ModerationEntry,
    Post,
    PostRevision,
    Thread,
)
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import recheck_thread, ring_thread
from forum.template_answers import keep_answers
from kit import richtext
from notifications.actions import withdraw_events

from .case_events import touch_case
from .counters import recount_thread
from .drafts import DraftRef, forget_published
from .files import Wanted, files_of, keep_files_of, use_files, wanted_files
from .locks import lock_post
from .mentions import change_mentions
from .moderation_log import log_act
from .versions import is_in_grace, keep_revision


def edit_post(
    *,
    actor: Any,
    post: Post,
    source: str,
    edit_count: int,
    reason: str = "",
    files: Sequence[int] | None = None,
    draft: DraftRef | None = None,
) -> Post:
    """Changes a post's text and keeps the old one as a revision (not in the first minutes); deletes the draft it was.

    ``files``: those listed below it from now on; None leaves them as they are.

    ``edit_count``: the value the form was opened with; another one raises EditConflict. Locks thread and post; renews
    mentions; raises the thread's version; defers the notification of newly mentioned people; a foreign edit is logged.
    Raises what policy denies and ValidationError, also for a missing reason.
    """
    body = prepare_body(source, author=actor, area=post.thread.area)
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_edit_post(actor, post).require()
        if policy.needs_edit_reason(actor, post) and not reason.strip():
            raise ValidationError({"reason": _("Please say why you change this post.")})
        if draft:
            forget_published(actor, draft)
        if change_text(actor, post, body, edit_count, reason, files=files):
            touch_case(actor, post)
    return post


def edit_locked(
    actor: Any, post: Post, source: str, edit_count: int, reason: str, *, case: ModerationCase | None = None
) -> None:
    """Changes the text of a foreign post whose thread and row are locked, for somebody who may.

    Raises EditConflict, and ValidationError, also for a text that is the old one.
    """
    body = prepare_body(source, author=actor, area=post.thread.area)
    if not change_text(actor, post, body, edit_count, reason, case=case):
        raise ValidationError({"body": _("The text is the same as before.")}, "unchanged")


def change_text(
    actor: Any,
    post: Post,
    body: Body,
    edit_count: int,
    reason: str,
    *,
    files: Sequence[int] | None = None,
    case: ModerationCase | None = None,
    undo_of: ModerationEntry | None = None,
) -> bool:
    """Writes a new text, and other files, into a locked post and keeps the old ones as a revision, unless the author
    mends what nobody has built on (versions.py); False where all is the same.

    The log names the revision and no words, so that erasing them leaves nothing behind.
    """
    if post.edit_count != edit_count:
        raise EditConflict
    had = files_of(post)
    wants = wanted_files(had.listed if files is None else files, body.pictures)
    if body.source == post.source and wants == had:
        return False
    revision = None
    if case is not None or undo_of is not None or not is_in_grace(actor, post):
        revision = keep_revision(actor, post, reason)
        post.edited_at = timezone.now()
    _change_files(actor, post, revision, had, wants)
    post.source, post.html, post.text = body.source, body.html, body.text
    post.edit_count += 1
    post.save(update_fields=["source", "html", "text", "edit_count", "edited_at"])
    if post.number == 1:
        keep_answers(post, list(post.thread.area.questions.all()))
    newly_mentioned, unmentioned = change_mentions(post, body)
    _touch(post.thread)
    say_post_changed(post.pk)
    if revision and (post.author_id != actor.pk or undo_of is not None):
        log_act(
            actor,
            Verb.EDIT,
            post=post,
            reason=reason,
            case=case,
            before={"edit_count": edit_count, "revision": revision.number},
            after={"edit_count": post.edit_count},
            undo_of=undo_of,
        )
    if unmentioned:
        withdraw_events(event_ids=[tasks.event_id(post.pk)], user_ids=unmentioned, kind=tasks.MENTION)
        tasks.fan_out_unmentioned.defer(post_id=post.pk, user_ids=unmentioned)
    if newly_mentioned:
        tasks.fan_out_mentions.defer(post_id=post.pk, user_ids=newly_mentioned)
    return True


def _change_files(actor: Any, post: Post, revision: PostRevision | None, had: Wanted, wants: Wanted) -> None:
    if had and revision:
        keep_files_of(post, revision)
    if wants != had:
        use_files(post, wants.listed, wants.inline, actor=actor)


def remove_file_of_post(*, actor: Any, post: Post, file_id: int, reason: str) -> None:
    """Takes a listed file out of a post, which is an edit. Raises what policy denies, and ValidationError."""
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_edit_post(actor, post).require()
        if policy.needs_edit_reason(actor, post) and not reason.strip():
            raise ValidationError(_("Please say why you change this post."))
        has = files_of(post)
        if file_id in has.inline:
            raise ValidationError(_("This picture stands in the text. Please edit the post to remove it."))
        mentioned = tuple(post.mentions.values_list("user", flat=True))
        body = Body(
            source=post.source,
            html=post.html,
            text=post.text,
            mentioned=mentioned,
            bodies=tuple(richtext.mentioned_bodies(post.source)),
            pictures=has.inline,
        )
        others = [pk for pk in has.listed if pk != file_id]
        change_text(actor, post, body, post.edit_count, reason, files=others)
        touch_case(actor, post)


def withdraw_post(*, actor: Any, post: Post) -> Post:
    """Takes the author's own post back; restorable for 30 days by the speaker team.

    A first post without public answers takes the thread with it. Locks thread and post; recounts; withdraws
    notifications and planned mails in the same transaction. Raises what policy denies.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_withdraw_post(actor, post).require()
        post.visibility, post.removed_at, post.hidden_by = Visibility.DELETED, timezone.now(), actor
        post.save(update_fields=["visibility", "removed_at", "hidden_by"])
        recount_thread(post.thread)
        touch_case(actor, post)
        withdraw_events(event_ids=[tasks.event_id(post.pk), tasks.accepted_event_id(post.pk)])
        ring_thread(post.thread)
        say_post_changed(post.pk, is_narrowing=True)
        if post.thread.visibility != Visibility.PUBLIC:
            recheck_thread(post.thread)
            say_thread_changed(post.thread_id, is_narrowing=True)
    return post


def _touch(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1)
    thread.version += 1
    ring_thread(thread)
