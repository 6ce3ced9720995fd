"""Acts of moderation on posts and threads. Every one is logged with what it changed, so that it can be undone."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.enums import ThreadState, Verb, Visibility
from forum.models import Area, Post, Thread
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import recheck_thread, ring_thread
from notifications.actions import rekey_group, withdraw_events

from .counters import count_in_area, recount_thread
from .locks import lock_area_and_thread, lock_post, lock_thread
from .moderation_log import log_act

MAX_REASON = 500


def hide_post(*, actor: Any, post: Post, reason: str) -> Post:
    """Hides a post behind a stub that shows the reason.

    Locks area, thread and post; recounts; withdraws the post's notifications and planned mails in the same
    transaction; logs; tells the author by a job. Raises what policy denies, ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason. It is shown in place of the post.")})
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_hide_post(actor, post).require()
        if post.visibility != Visibility.PUBLIC:
            raise ValidationError(_("This post is already hidden or withdrawn."), "not_public")
        _set_visibility(
            actor, post, Verb.HIDE, _checked(reason), visibility=Visibility.HIDDEN, hidden_reason=reason.strip()
        )
        withdraw_events(event_ids=[tasks.event_id(post.pk), tasks.accepted_event_id(post.pk)])
        if post.author_id != actor.pk:
            tasks.tell_author.defer(post_id=post.pk, actor_id=actor.pk, verb=Verb.HIDE)
    return post


def restore_post(*, actor: Any, post: Post, reason: str = "") -> Post:
    """Shows a hidden or withdrawn post again.

    Locks area, thread and post; recounts; withdraws what its author was told of the hiding; logs. People are not told
    again of a post that comes back. Raises what policy denies, ValidationError for a visible or erased post.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_restore_post(actor, post).require()
        if post.visibility not in (Visibility.HIDDEN, Visibility.DELETED):
            raise ValidationError(_("This post cannot be restored."), "not_restorable")
        _set_visibility(actor, post, Verb.RESTORE, _checked(reason), visibility=Visibility.PUBLIC, hidden_reason="")
        times = post.moderation_entries.filter(verb=Verb.HIDE).count()
        withdraw_events(event_ids=[tasks.hidden_event_id(post.pk, number) for number in range(1, times + 1)])
    return post


def _set_visibility(
    actor: Any, post: Post, verb: Verb, reason: str, *, visibility: Visibility, hidden_reason: str
) -> None:
    """Changes the locked post, recounts its locked thread, logs what both lost or got, and rings the open pages."""
    thread, accepted, visibility_before = post.thread, post.thread.accepted_post_id, post.thread.visibility
    before: dict[str, Any] = {"visibility": post.visibility, "hidden_reason": post.hidden_reason}
    after: dict[str, Any] = {"visibility": visibility, "hidden_reason": hidden_reason}
    is_public = visibility == Visibility.PUBLIC
    post.visibility, post.hidden_reason = visibility, hidden_reason
    post.hidden_by, post.removed_at = (None, None) if is_public else (actor, timezone.now())
    post.save(update_fields=["visibility", "hidden_reason", "hidden_by", "removed_at"])
    recount_thread(thread)
    if thread.accepted_post_id != accepted:
        before["accepted_post"], after["accepted_post"] = accepted, thread.accepted_post_id
    log_act(actor, verb, thread=thread, post=post, reason=reason, before=before, after=after)
    ring_thread(thread)
    say_post_changed(post.pk, is_narrowing=not is_public)
    if thread.visibility != Visibility.PUBLIC:
        recheck_thread(thread)
    if thread.visibility != visibility_before or thread.accepted_post_id != accepted:
        say_thread_changed(thread.pk, is_narrowing=thread.visibility != Visibility.PUBLIC)


def move_thread(*, actor: Any, thread: Thread, target: Area, reason: str = "") -> Thread:
    """Moves a thread to another area; its rights are those of the target at once, everywhere.

    Locks both areas and the thread; rekeys the thread's notifications and planned mails in the same transaction; open
    pages and sockets re-check. Raises what policy denies.
    """
    with transaction.atomic():
        thread = lock_area_and_thread(thread.pk, target.pk)
        source, target = thread.area, Area.objects.get(pk=target.pk)
        policy.can_move_thread(actor, thread, target).require()
        if source.pk == target.pk:
            return thread
        thread.area = target
        thread.version += 1
        thread.save(update_fields=["area", "version"])
        if thread.visibility == Visibility.PUBLIC:
            count_in_area(source.pk, -1)
            count_in_area(target.pk, 1)
        rekey_group(group_key=tasks.group_key(thread.pk), room=target.room)
        log_act(
            actor,
            Verb.MOVE,
            thread=thread,
            area=source,
            reason=_checked(reason),
            before={"area": source.pk},
            after={"area": target.pk},
        )
        recheck_thread(thread)
        ring_thread(thread)
        say_thread_changed(thread.pk, is_narrowing=True)
    return thread


def lock_a_thread(*, actor: Any, thread: Thread, reason: str = "") -> Thread:
    """Closes a thread for new replies. Locks the thread; logs. Raises what policy denies."""
    reason = _checked(reason)
    return _change_thread(
        actor, thread, Verb.LOCK, reason, state=ThreadState.LOCKED, lock_reason=reason, locked_by_id=actor.pk
    )


def unlock_thread(*, actor: Any, thread: Thread, reason: str = "") -> Thread:
    """Reopens a thread. Locks the thread; logs. Raises what policy denies."""
    return _change_thread(
        actor, thread, Verb.UNLOCK, _checked(reason), state=ThreadState.OPEN, lock_reason="", locked_by_id=None
    )


def pin_thread(*, actor: Any, thread: Thread, until: datetime | None = None) -> Thread:
    """Pins a thread on top of its lists, until a moment or for good. Locks the thread; logs.

    Raises what policy denies, and ValidationError for a moment in the past.
    """
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("The end of the pin lies in the past.")})
    return _change_thread(actor, thread, Verb.PIN, "", pinned_at=timezone.now(), pinned_until=until)


def unpin_thread(*, actor: Any, thread: Thread) -> Thread:
    """Takes a thread down from the top. Locks the thread; logs. Raises what policy denies."""
    return _change_thread(actor, thread, Verb.UNPIN, "", pinned_at=None, pinned_until=None)


def _change_thread(actor: Any, thread: Thread, verb: Verb, reason: str, **fields: Any) -> Thread:
    """Sets the fields under the thread's lock; what changes nothing is not logged."""
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        may = policy.can_lock_thread if verb in (Verb.LOCK, Verb.UNLOCK) else policy.can_moderate_thread
        may(actor, thread).require()
        before = {name: _as_json(getattr(thread, name)) for name in fields}
        after = {name: _as_json(value) for name, value in fields.items()}
        if before == after:
            return thread
        for name, value in fields.items():
            setattr(thread, name, value)
        thread.version += 1
        thread.save(update_fields=[*fields, "version"])
        log_act(actor, verb, thread=thread, reason=reason, before=before, after=after)
        ring_thread(thread)
        say_thread_changed(thread.pk)
    return thread


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _checked(reason: str) -> str:
    """The reason without the blanks around it; raises ValidationError naming limit and value."""
    reason = reason.strip()
    if len(reason) > MAX_REASON:
        raise ValidationError(
            {
                "reason": _("The reason has %(count)s characters, %(limit)s are allowed.")
                % {"count": len(reason), "limit": MAX_REASON}
            }
        )
    return reason
