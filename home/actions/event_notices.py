"""Members hear of a new event, and of it again when it is moved or cancelled."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import BaseViewRestriction, PageViewRestriction

from home.models import EventNotice, EventPage
from kit.access import MEMBERS, users_with
from notifications.actions import record_events, withdraw_events

NEW, CHANGED, CANCELLED = "home.event_new", "home.event_changed", "home.event_cancelled"


def tell_of_event(event_id: int) -> None:
    """Tells all members of an event that is new to them, moved or cancelled; nothing where nothing of that changed.

    Neither past events are told nor those private to groups. Who published it is not told. Locks the notice of the
    event; running it again changes nothing.
    """
    with transaction.atomic():
        EventNotice.objects.get_or_create(event_id=event_id)
        notice = EventNotice.objects.select_for_update().get(event_id=event_id)
        event = EventPage.objects.select_related("live_revision").get(pk=event_id)
        facts = facts_of(event)
        kind = _kind_of_change(notice, event)
        if not event.live or facts == notice.facts or event.is_over or is_closed_to_members(event.path):
            return
        notice.facts = facts
        if kind:
            notice.number += 1
            _record(kind, event, notice.number)
        notice.save(update_fields=["facts", "number"])


def withdraw_event(event_id: int) -> None:
    """Takes back what was told of an event that is closed now; should it open again, it is new again."""
    with transaction.atomic():
        notice = EventNotice.objects.select_for_update().filter(event_id=event_id).first()
        if notice and notice.number:
            withdraw_events(event_ids=[_name(event_id, number) for number in range(1, notice.number + 1)])
            notice.facts = ""
            notice.save(update_fields=["facts"])


def withdraw_events_below(path: str) -> None:
    """Takes back what was told of events in a section that has become private to groups."""
    for pk in EventNotice.objects.filter(event__path__startswith=path, number__gt=0).values_list("event_id", flat=True):
        withdraw_event(pk)


def facts_of(event: EventPage) -> str:
    """What somebody who plans to come must know. Misprints in the text are no news."""
    facts: Iterable[object] = (
        event.starts_at.isoformat(),
        event.ends_at.isoformat(),
        event.place,
        event.venue,
        event.is_online,
        event.is_cancelled,
    )
    return "\n".join(map(str, facts))


def is_closed_to_members(path: str) -> bool:
    """Whether a page, or a section it stands in, is private to some members only. One statement."""
    return any(path.startswith(closed) for closed in closed_paths())


def closed_paths() -> list[str]:
    closed = PageViewRestriction.objects.exclude(restriction_type=BaseViewRestriction.LOGIN)
    return list(closed.values_list("page__path", flat=True))


def _kind_of_change(notice: EventNotice, event: EventPage) -> str:
    if event.is_cancelled:
        return CANCELLED if notice.facts else ""
    return CHANGED if notice.facts else NEW


def _record(kind: str, event: EventPage, number: int) -> None:
    editor = event.live_revision.user_id if event.live_revision else None
    record_events(
        kind=kind,
        event_id=_name(event.pk, number),
        group_key=f"event:{event.pk}",
        room=MEMBERS,
        object_id=event.pk,
        reference_id=event.pk,
        actor_id=None,
        recipient_ids=users_with(MEMBERS).exclude(pk=editor).values_list("pk", flat=True),
    )


def _name(event_id: int, number: int) -> str:
    return f"event:{event_id}:{number}"
