"""Acts of moderation on posts and threads. Every one is logged with what it changed, so that it can be undone."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy
from forum.enums import ThreadState, Verb, Visibility
from forum.models import Area, ModerationCase, Post, Thread

from .case_events import touch_case
from .changes import as_json, change_area, change_thread, change_visibility
from .locks import lock_area_and_thread, lock_post, lock_thread

MAX_REASON = 500
PUBLIC_STATE = {"visibility": Visibility.PUBLIC, "hidden_reason": "", "hidden_by": None, "removed_at": None}


def hide_post(*, actor: Any, post: Post, reason: str) -> Post:
    """Hides a post behind a stub that shows the reason.

    Locks area, thread, post and its open case; recounts; withdraws the post's notifications and planned mails in the
    same transaction; logs; tells the author by a job. Raises what policy denies, ValidationError without a reason.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_hide_post(actor, post).require()
        hide_locked(actor, post, reason)
        touch_case(actor, post)
    return post


def hide_locked(actor: Any, post: Post, reason: str, *, case: ModerationCase | None = None) -> None:
    """Hides a post whose area, thread and row are locked, for somebody who may. Raises ValidationError."""
    reason = checked(reason)
    if not reason:
        raise ValidationError({"reason": _("Please give a reason. It is shown in place of the post.")})
    if not post.is_public:
        raise ValidationError(_("This post is already hidden or withdrawn."), "not_public")
    state = {
        "visibility": Visibility.HIDDEN,
        "hidden_reason": reason,
        "hidden_by": actor.pk,
        "removed_at": as_json(timezone.now()),
    }
    change_visibility(actor, post, Verb.HIDE, state, reason=reason, case=case)


def restore_post(*, actor: Any, post: Post, reason: str = "") -> Post:
    """Shows a hidden or withdrawn post again, and makes it the accepted answer again where hiding ended that.

    Locks area, thread, post and its open case; recounts; withdraws what its author was told of the hiding; logs. People
    are not told again of a post that comes back. Raises what policy denies, ValidationError for a visible or erased
    post.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_restore_post(actor, post).require()
        if post.visibility not in (Visibility.HIDDEN, Visibility.DELETED):
            raise ValidationError(_("This post cannot be restored."), "not_restorable")
        accepts = _was_accepted(post)
        change_visibility(actor, post, Verb.RESTORE, PUBLIC_STATE, accepts=accepts, reason=checked(reason))
        touch_case(actor, post)
    return post


def _was_accepted(post: Post) -> bool:
    """Whether the post was the accepted answer until it was hidden, and no other has been accepted since."""
    thread = post.thread
    if thread.accepted_post_id is not None or not thread.is_question or post.visibility != Visibility.HIDDEN:
        return False
    hiding = post.moderation_entries.filter(verb=Verb.HIDE).order_by("-pk").first()
    return hiding is not None and hiding.before.get("accepted_post") == post.pk


def move_thread(*, actor: Any, thread: Thread, target: Area, reason: str = "") -> Thread:
    """Moves a thread to another area; its rights are those of the target at once, everywhere.

    Locks both areas and the thread; rekeys the thread's notifications and planned mails in the same transaction; open
    pages and sockets re-check. Raises what policy denies.
    """
    with transaction.atomic():
        thread = lock_area_and_thread(thread.pk, target.pk)
        target = Area.objects.get(pk=target.pk)
        policy.can_move_thread(actor, thread, target).require()
        if thread.area_id != target.pk:
            change_area(actor, thread, target, reason=checked(reason))
    return thread


def lock_a_thread(*, actor: Any, thread: Thread, reason: str = "") -> Thread:
    """Closes a thread for new replies. Locks the thread; logs. Raises what policy denies."""
    reason = checked(reason)
    return _change(actor, thread, Verb.LOCK, reason, **locked_state(actor, reason))


def locked_state(actor: Any, reason: str) -> dict[str, Any]:
    """The fields of a thread this person closes."""
    return {"state": ThreadState.LOCKED, "lock_reason": reason, "locked_by_id": actor.pk}


def unlock_thread(*, actor: Any, thread: Thread, reason: str = "") -> Thread:
    """Reopens a thread. Locks the thread; logs. Raises what policy denies."""
    return _change(
        actor, thread, Verb.UNLOCK, checked(reason), state=ThreadState.OPEN, lock_reason="", locked_by_id=None
    )


def pin_thread(*, actor: Any, thread: Thread, until: datetime | None = None) -> Thread:
    """Pins a thread on top of its lists, until a moment or for good. Locks the thread; logs.

    Raises what policy denies, and ValidationError for a moment in the past.
    """
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("The end of the pin lies in the past.")})
    return _change(actor, thread, Verb.PIN, "", pinned_at=timezone.now(), pinned_until=until)


def unpin_thread(*, actor: Any, thread: Thread) -> Thread:
    """Takes a thread down from the top. Locks the thread; logs. Raises what policy denies."""
    return _change(actor, thread, Verb.UNPIN, "", pinned_at=None, pinned_until=None)


def _change(actor: Any, thread: Thread, verb: Verb, reason: str, **fields: Any) -> Thread:
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        may = policy.can_lock_thread if verb in (Verb.LOCK, Verb.UNLOCK) else policy.can_moderate_thread
        may(actor, thread).require()
        change_thread(actor, thread, verb, fields, reason=reason)
    return thread


def checked(reason: str, *, most: int = MAX_REASON, field: str = "reason") -> str:
    """The reason without the blanks around it; raises ValidationError naming limit and value."""
    reason = reason.strip()
    if len(reason) > most:
        raise ValidationError(
            {
                field: _("The reason has %(count)s characters, %(limit)s are allowed.")
                % {"count": len(reason), "limit": most}
            }
        )
    return reason
