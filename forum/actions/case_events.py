"""What happens to a case besides its decision. The case's row is locked after that of its post."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from forum.enums import CaseState, EventKind, Outcome
from forum.models import CaseEvent, ModerationCase, Post


def next_working_day(day: date, *, count: int = 1) -> date:
    """The day so many working days later, Monday to Friday; public holidays count as working days."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def note_event(case: ModerationCase, kind: EventKind, actor: Any, text: str = "", outcome: str = "") -> CaseEvent:
    """Adds one line to the case's history."""
    return CaseEvent.objects.create(
        case=case, kind=kind, actor=actor, text=text, outcome=Outcome(outcome) if outcome else "",
        created_at=timezone.now(),
    )  # fmt: skip


def lock_open_case(post: Post) -> ModerationCase | None:
    """Locks the open case about a post, whose row must be locked, or gives None. One statement."""
    case = ModerationCase.objects.open().filter(post=post.pk).select_for_update(no_key=True).first()
    if case is not None:
        case.post = post
    return case


def touch_case(actor: Any, post: Post) -> None:
    """Tells the open case about this locked post, if there is one, that the post has changed.

    A decision that was made about the old post is refused then. What the author changes brings the case to the top.
    """
    case = lock_open_case(post)
    if case is None:
        return
    case.version += 1
    if actor.pk == post.author_id:
        now = timezone.now()
        case.state, case.changed_at, case.asked_until = CaseState.OPEN, now, None
        case.due_on = next_working_day(timezone.localdate(now))
        note_event(case, EventKind.CHANGED, actor)
    else:
        note_event(case, EventKind.TOUCHED, actor)
    case.save(update_fields=["version", "state", "changed_at", "asked_until", "due_on"])
