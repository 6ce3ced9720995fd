"""Deciding cases. Each decision names the case's version it was made about: what came meanwhile is never overrun.

Lock order: area, threads, posts, then the case.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.enums import CaseState, EventKind, Outcome, Verb
from forum.errors import CaseMoved
from forum.models import Area, CaseEvent, ModerationCase, Post
from forum.models.case import MESSAGE_LENGTH, NOTE_LENGTH

from .case_events import next_working_day, note_event
from .changes import as_json, change_area, change_thread
from .editing import edit_locked
from .locks import lock_area_and_thread, lock_post
from .moderation import checked, hide_locked, locked_state
from .moderation_log import log_act

MOST_DAYS = 30  # for the author to change the post
CASE_FIELDS = ("state", "asked_until", "due_on", "outcome", "reason", "decided_by_id", "decided_at", "is_referred")


def claim_case(*, actor: Any, case: ModerationCase) -> ModerationCase:
    """Assigns an open case to oneself, also where somebody else had it. A claim binds nobody. Locks post and case."""
    return _assign(actor, case, actor.pk, EventKind.CLAIMED)


def release_case(*, actor: Any, case: ModerationCase) -> ModerationCase:
    """Gives up one's claim; somebody else's stays. Locks post and case."""
    return _assign(actor, case, None, EventKind.RELEASED)


def _assign(actor: Any, case: ModerationCase, wanted: int | None, kind: EventKind) -> ModerationCase:
    with transaction.atomic():
        case = _lock(actor, case)
        if case.assignee_id == wanted or (wanted is None and case.assignee_id != actor.pk):
            return case
        case.assignee_id = wanted
        case.save(update_fields=["assignee"])
        note_event(case, kind, actor)
    return case


def add_note(*, actor: Any, case: ModerationCase, text: str) -> CaseEvent:
    """Writes a note for those who decide. Locks post and case. Raises what policy denies, ValidationError."""
    text = checked(text, most=NOTE_LENGTH, field="text")
    if not text:
        raise ValidationError({"text": _("Please write something.")})
    with transaction.atomic():
        return note_event(_lock(actor, case, is_open=False), EventKind.NOTE, actor, text)


def refer_case(*, actor: Any, case: ModerationCase, version: int, reason: str) -> ModerationCase:
    """Lets the office decide an open case, too, and read its thread meanwhile. Locks post and case; logs.

    Raises what policy denies, CaseMoved, ValidationError without a reason.
    """
    reason = _required(reason)
    with transaction.atomic():
        case = _lock(actor, case, version=version)
        if not case.is_referred:
            before = case_state(case)
            case.is_referred = True
            note_event(case, EventKind.REFERRED, actor, reason)
            save_case(actor, case, Verb.REFER, before, reason=reason)
    return case


def ask_for_change(*, actor: Any, case: ModerationCase, version: int, message: str, until: date) -> ModerationCase:
    """Asks the author to change the post by a day; until then the case waits, after it the case is due again.

    Locks post and case; logs; a job tells the author with the message. Raises what policy denies, CaseMoved,
    ValidationError.
    """
    message = checked(message, most=MESSAGE_LENGTH, field="message")
    today = timezone.localdate()
    if not message:
        raise ValidationError({"message": _("Please say what should be changed.")})
    if not 0 < (until - today).days <= MOST_DAYS:
        raise ValidationError({"until": _("Please choose a day from tomorrow on, at most 30 days ahead.")})
    with transaction.atomic():
        case = _lock(actor, case, version=version)
        if not case.post.is_public:
            raise ValidationError(_("This post is already hidden or withdrawn."), "not_public")
        before = case_state(case)
        case.state, case.asked_until, case.changed_at = CaseState.WAITING, until, None
        case.due_on = next_working_day(until)
        event = note_event(case, EventKind.ASKED, actor, message)
        save_case(actor, case, Verb.ASK, before)
        tasks.tell_of_case.defer(event_id=event.pk)
    return case


def keep_post(*, actor: Any, case: ModerationCase, version: int, reason: str) -> ModerationCase:
    """Closes a case and leaves the post as it is now. Locks post and case; logs; tells reporters, and an author who was
    asked for a change. Raises what policy denies, CaseMoved, ValidationError."""
    reason = _required(reason)
    with transaction.atomic():
        case = _lock(actor, case, version=version)
        _close(actor, case, Outcome.CHANGED if case.changed_at else Outcome.KEPT, reason)
    return case


def hide_reported_post(*, actor: Any, case: ModerationCase, version: int, reason: str) -> ModerationCase:
    """Hides the post and closes the case. Locks area, thread, post and case; logs both; tells reporters and author.

    Raises what policy denies, CaseMoved, ValidationError.
    """
    return _decide(actor, case, version, Outcome.HIDDEN, reason, lambda case: hide_locked(
        actor, case.post, reason, case=case), with_area=True)  # fmt: skip


def lock_reported_thread(*, actor: Any, case: ModerationCase, version: int, reason: str) -> ModerationCase:
    """Closes the post's thread, and the case. Locks thread, post and case; logs both; tells reporters and author.

    Raises what policy denies, CaseMoved, ValidationError.
    """

    def lock(case: ModerationCase) -> None:
        fields = locked_state(actor, reason.strip())
        change_thread(actor, case.post.thread, Verb.LOCK, fields, reason=reason.strip(), case=case)

    return _decide(actor, case, version, Outcome.LOCKED, reason, lock)


def edit_reported_post(
    *, actor: Any, case: ModerationCase, version: int, source: str, edit_count: int, reason: str
) -> ModerationCase:
    """Changes the post's text with a reason, and closes the case. Locks thread, post and case; keeps a revision; logs
    both; tells reporters and author. Raises what policy denies, CaseMoved, EditConflict, ValidationError."""

    def edit(case: ModerationCase) -> None:
        policy.can_edit_post(actor, case.post).require()
        edit_locked(actor, case.post, source, edit_count, reason.strip(), case=case)

    return _decide(actor, case, version, Outcome.EDITED, reason, edit)


def move_reported_thread(
    *, actor: Any, case: ModerationCase, version: int, target: Area, reason: str
) -> ModerationCase:
    """Moves the post's thread, and closes the case. Locks both areas, thread, post and case; logs both; tells reporters
    and author. Raises what policy denies, CaseMoved, ValidationError."""
    reason = _required(reason)
    with transaction.atomic():
        lock_area_and_thread(Post.objects.values_list("thread", flat=True).get(pk=case.post_id), target.pk)
        case = _lock(actor, case, version=version)
        target = Area.objects.get(pk=target.pk)
        policy.can_move_thread(actor, case.post.thread, target).require()
        if target.pk == case.post.thread.area_id:
            raise ValidationError({"target": _("The thread stands there already.")})
        change_area(actor, case.post.thread, target, reason=reason, case=case)
        _close(actor, case, Outcome.MOVED, reason)
    return case


def _decide(
    actor: Any,
    case: ModerationCase,
    version: int,
    outcome: Outcome,
    reason: str,
    act: Callable[[ModerationCase], None],
    *,
    with_area: bool = False,
) -> ModerationCase:
    reason = _required(reason)
    with transaction.atomic():
        case = _lock(actor, case, version=version, with_area=with_area)
        act(case)
        _close(actor, case, outcome, reason)
    return case


def _close(actor: Any, case: ModerationCase, outcome: Outcome, reason: str) -> None:
    """Closes a locked case: log, history, and a job that tells."""
    before = case_state(case)
    case.state, case.outcome, case.reason = CaseState.CLOSED, outcome, reason
    case.decided_by_id, case.decided_at, case.asked_until = actor.pk, timezone.now(), None
    event = note_event(case, EventKind.DECIDED, actor, reason, outcome)
    save_case(actor, case, Verb.CLOSE_CASE, before, reason=reason)
    tasks.tell_of_case.defer(event_id=event.pk)


def case_state(case: ModerationCase) -> dict[str, Any]:
    """What decisions change of a case, as JSON."""
    return {name: _plain(getattr(case, name)) for name in CASE_FIELDS}


def _plain(value: Any) -> Any:
    return value.isoformat() if type(value) is date else as_json(value)


def save_case(
    actor: Any, case: ModerationCase, verb: Verb, before: dict[str, Any], *, reason: str = "", undo_of: Any = None
) -> None:
    """Writes a locked case whose fields were set, raises its version, and logs what changed."""
    case.version += 1
    case.save()
    after = case_state(case)
    log_act(
        actor,
        verb,
        post=case.post,
        case=case,
        reason=reason,
        before={name: value for name, value in before.items() if value != after[name]},
        after={name: value for name, value in after.items() if value != before[name]},
        undo_of=undo_of,
    )


def _lock(
    actor: Any, case: ModerationCase, *, version: int | None = None, with_area: bool = False, is_open: bool = True
) -> ModerationCase:
    """Locks post and case, and looks again whether this person may decide it.

    Raises what policy denies; CaseMoved where it is closed, or not the version that was decided about.
    """
    post = lock_post(case.post_id, with_area=with_area)
    case = ModerationCase.objects.select_for_update(no_key=True).get(pk=case.pk)
    case.post = post
    policy.can_decide_case(actor, case).require()
    if is_open and not case.is_open:
        raise CaseMoved
    if version is not None and case.version != version:
        raise CaseMoved
    return case


def _required(reason: str) -> str:
    reason = checked(reason)
    if not reason:
        raise ValidationError({"reason": _("Please give a reason.")})
    return reason
