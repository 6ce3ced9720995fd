"""What the site asks of people: opened and closed by apps, told by one job that keeps the budget."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from kit.access import keys_of, read_keys_of
from notifications.models import Notification, Request
from notifications.registry import lines_for
from notifications.requests import BUDGET, event_of, request_kinds, request_named
from notifications.schedule import local_day

from .locks import lock_groups
from .recording import record_events
from .withdrawing import withdraw_events

# For each person with budget left the request of the highest priority, the oldest of these.
_NEXT = """
SELECT DISTINCT ON (request.user_id) request.id
FROM ratschlag_notifications_request AS request
JOIN unnest(%(kinds)s::text[], %(priorities)s::int[]) AS kind(name, priority) ON kind.name = request.kind
LEFT JOIN ratschlag_notifications_mailpreference AS wish ON wish.user_id = request.user_id
WHERE request.told_at IS NULL AND request.closed_at IS NULL AND request.expires_at > %(now)s
    AND (wish.id IS NULL OR wish.absent_from IS NULL OR wish.absent_until IS NULL
        OR NOT %(today)s BETWEEN wish.absent_from AND wish.absent_until)
    AND NOT EXISTS (
        SELECT FROM ratschlag_notifications_request AS told
        WHERE told.user_id = request.user_id AND told.told_at >= %(since)s
    )
ORDER BY request.user_id, kind.priority DESC, request.opened_at, request.id
"""
KEPT = timedelta(days=2 * 365)
MAX_ROUNDS = 20  # of somebody whose requests all turn out to be settled


@transaction.atomic
def open_requests(*, kind: str, object_id: int, user_ids: Iterable[int], room: str, now: datetime | None = None) -> int:
    """Notes that these people are to be asked; returns for how many that is new. Each is asked once about an object.

    Two statements, whatever the number of people. Raises LookupError for an unregistered kind.
    """
    lasts, now = request_named(kind).lasts, now or timezone.now()
    rows = [
        Request(user_id=pk, kind=kind, object_id=object_id, room=room, opened_at=now, expires_at=now + lasts)
        for pk in sorted(set(user_ids))
    ]
    before = Request.objects.filter(kind=kind, object_id=object_id)
    known = set(before.filter(user__in=[row.user_id for row in rows]).values_list("user_id", flat=True))
    Request.objects.bulk_create([row for row in rows if row.user_id not in known], ignore_conflicts=True)
    return len(rows) - len(known)


@transaction.atomic
def close_requests(*, kind: str, object_id: int | None = None, user_ids: Iterable[int] | None = None) -> int:
    """Settles the requests about an object, or any, of these people, or of all, and takes back what was told.

    Returns how many it settled. One statement where there are none.
    """
    rows = Request.objects.open().filter(kind=kind)
    if object_id is not None:
        rows = rows.filter(object_id=object_id)
    if user_ids is not None:
        rows = rows.filter(user__in=list(user_ids))
    people: dict[int, list[int]] = defaultdict(list)
    for about, user_id in rows.values_list("object_id", "user_id"):
        people[about].append(user_id)
    return sum(_close(kind, about, own) for about, own in sorted(people.items()))


@transaction.atomic
def decline_request(*, user: Any, request_id: int) -> None:
    """The person would rather not; they are not asked again. Raises Request.DoesNotExist where it is not theirs."""
    row = Request.objects.visible_to(user).get(pk=request_id)
    _close(row.kind, row.object_id, [user.pk])


@transaction.atomic
def tell_requests(now: datetime | None = None) -> int:
    """Tells everybody with budget left the next request that still makes sense; returns how many people were told.

    Who is absent today is not asked. Only one run at a time: whoever else tells waits. The number of statements depends
    on how many different things are asked, not on how many people.
    """
    now = now or timezone.now()
    lock_groups(["requests"])
    Request.objects.open().filter(expires_at__lte=now).update(closed_at=now)
    told = 0
    for _round in range(MAX_ROUNDS):
        chosen = list(Request.objects.filter(pk__in=_next_requests(now)).order_by("user_id"))
        sensible = _sensible(chosen)
        told += _tell([row for row in chosen if row.pk in sensible], now)
        senseless = [row.pk for row in chosen if row.pk not in sensible]
        if not senseless:
            break
        Request.objects.filter(pk__in=senseless).update(closed_at=now)
    return told


def delete_old_requests(now: datetime | None = None) -> int:
    """Deletes what was asked long ago, answered or not."""
    return Request.objects.filter(expires_at__lt=(now or timezone.now()) - KEPT).delete()[0]


def _next_requests(now: datetime) -> list[int]:
    kinds = list(request_kinds())
    today = local_day(now)
    # Whole days: the job's moment varies, and two days of the year are no days of 24 hours.
    since = timezone.make_aware(datetime.combine(today - BUDGET + timedelta(days=1), time.min))
    values: dict[str, Any] = {
        "kinds": [kind.name for kind in kinds],
        "priorities": [kind.priority for kind in kinds],
        "now": now,
        "today": today,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, values)
        return [row[0] for row in cursor.fetchall()]


def _sensible(rows: list[Request]) -> set[int]:
    """Those whose person may be asked, now: as if they were told and read."""
    people = get_user_model()._default_manager.filter(is_active=True).in_bulk({row.user_id for row in rows})
    read_keys_of(list(people.values()))
    allowed = [row for row in rows if row.user_id in people and row.room in keys_of(people[row.user_id])]
    return set(lines_for(as_notification(row, people[row.user_id]) for row in allowed))


def as_notification(row: Request, person: Any) -> Notification:
    """What ``resolve`` asks for; never saved."""
    return Notification(
        pk=row.pk,
        user=person,
        group_key=event_of(row.kind, row.object_id),
        kind=row.kind,
        room=row.room,
        object_id=row.object_id,
        first_reference_id=row.object_id,
        latest_reference_id=row.object_id,
        created_at=row.opened_at,
        updated_at=row.opened_at,
    )


def _tell(rows: list[Request], now: datetime) -> int:
    together: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for row in rows:
        together[row.kind, row.object_id, row.room].append(row.user_id)
    for (kind, object_id, room), people in sorted(together.items()):
        record_events(
            kind=kind,
            event_id=event_of(kind, object_id),
            group_key=event_of(kind, object_id),
            room=room,
            object_id=object_id,
            reference_id=object_id,
            actor_id=None,
            recipient_ids=people,
        )
    return Request.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)


def _close(kind: str, object_id: int, people: list[int]) -> int:
    rows = Request.objects.open().filter(kind=kind, object_id=object_id, user__in=people)
    closed = rows.update(closed_at=timezone.now())
    withdraw_events(event_ids=[event_of(kind, object_id)], user_ids=people)
    return closed
