"""Taking events back, and moving them to another room."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from notifications.doorbell import ring_users
from notifications.models import Notification, NotificationEvent
from notifications.models.notification import MAX_ACTORS
from notifications.registry import kinds_by_weight

from .locks import lock_groups

_RECOUNT = """
UPDATE ratschlag_notifications_notification AS row SET
    count = rest.count,
    kind = rest.kinds[1],
    first_reference_id = rest.reference_ids[1],
    latest_reference_id = rest.reference_ids[cardinality(rest.reference_ids)],
    updated_at = rest.updated_at,
    actor_ids = ARRAY(
        SELECT event.actor_id FROM ratschlag_notifications_notificationevent AS event
        WHERE event.notification_id = row.id AND event.actor_id IS NOT NULL
        GROUP BY event.actor_id ORDER BY max(event.id) DESC LIMIT %(max_actors)s
    )
FROM (
    SELECT notification_id,
        count(*) AS count,
        array_agg(kind ORDER BY array_position(%(kinds)s::text[], kind) DESC NULLS LAST) AS kinds,
        array_agg(reference_id ORDER BY id) AS reference_ids,
        max(created_at) AS updated_at
    FROM ratschlag_notifications_notificationevent
    WHERE notification_id = ANY(%(rows)s)
    GROUP BY notification_id
) AS rest
WHERE row.id = rest.notification_id
"""


@transaction.atomic(savepoint=False)
def withdraw_events(*, event_ids: Iterable[str], user_ids: Iterable[int] | None = None, kind: str = "") -> int:
    """Takes events back from everybody they were told to, and returns from how many notifications.

    ``user_ids``: from these people only; ``kind``: only where they were told as this kind (a mention edited away).
    For what must not be known any more (hidden, deleted, erased). Rows are counted anew from what is left; a row with
    nothing left falls away together with its planned mail. An event recorded again later is new to everybody. After
    commit the bells of the people concerned are rung. Inside the caller's transaction; six statements at most, one if
    nobody was told; locks the groups, then the rows by person.
    """
    events = NotificationEvent.objects.filter(event_id__in=sorted(set(event_ids)))
    if user_ids is not None:
        events = events.filter(user__in=sorted(set(user_ids)))
    if kind:
        events = events.filter(kind=kind)
    groups = set(events.values_list("notification__group_key", flat=True).distinct())
    if not groups:
        return 0
    lock_groups(groups)
    touched = _lock_rows(Notification.objects.filter(pk__in=events.values("notification_id")))
    events.delete()
    recount(touched)
    # Not by a join of the table with itself: where the planner knew no numbers yet, that ran a quarter of an hour.
    is_told = Exists(NotificationEvent.objects.filter(notification=OuterRef("pk")))
    Notification.objects.filter(~is_told, pk__in=touched).delete()
    ring_users(set(touched.values()))
    return len(touched)


@transaction.atomic(savepoint=False)
def rekey_group(*, group_key: str, room: str) -> int:
    """Moves all notifications of a group to another room; returns how many changed.

    Who may not enter the room stops seeing them at once, in list, bell and planned mails. After commit the bells of
    the people concerned are rung. Inside the caller's transaction; three statements; locks the group, then the rows by
    person.
    """
    lock_groups([group_key])
    touched = _lock_rows(Notification.objects.filter(group_key=group_key).exclude(room=room))
    Notification.objects.filter(pk__in=touched).update(room=room)
    ring_users(set(touched.values()))
    return len(touched)


def recount(row_ids: Iterable[int]) -> None:
    """Derives the rows' count, kind, references, actors and time from their events. One statement; the caller holds
    the rows. A row without events stays as it is."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"rows": list(row_ids), "kinds": kinds_by_weight(), "max_actors": MAX_ACTORS}
        cursor.execute(_RECOUNT, values)


def _lock_rows(rows: QuerySet[Notification]) -> dict[int, int]:
    """The ids of the rows with their person's, locked in the one order everybody keeps."""
    return dict(rows.order_by("user_id", "pk").select_for_update().values_list("pk", "user_id"))
