"""Telling people of an event."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from notifications import conf
from notifications.doorbell import ring_users
from notifications.models.notification import MAX_ACTORS
from notifications.registry import kind_named, kinds_by_weight

from .locks import lock_groups

_REMEMBER = """
INSERT INTO ratschlag_notifications_notificationevent (user_id, event_id, kind, reference_id, actor_id, created_at)
SELECT person, %(event_id)s, %(kind)s, %(reference_id)s, %(actor_id)s, %(now)s
FROM unnest(%(people)s::bigint[]) AS person
ORDER BY person
ON CONFLICT (user_id, event_id) DO NOTHING
RETURNING user_id
"""

_RAISE = """
INSERT INTO ratschlag_notifications_notification AS old (
    user_id, group_key, kind, room, object_id, first_reference_id, latest_reference_id, actor_ids, count,
    created_at, updated_at, read_at
)
SELECT person, %(group_key)s, %(kind)s, %(room)s, %(object_id)s, %(reference_id)s, %(reference_id)s,
    %(actors)s::bigint[], 1, %(now)s, %(now)s, %(read_at)s
FROM unnest(%(people)s::bigint[]) AS person
ORDER BY person
ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET
    kind = CASE WHEN old.kind = ANY(%(not_heavier)s) THEN excluded.kind ELSE old.kind END,
    room = excluded.room,
    object_id = excluded.object_id,
    latest_reference_id = excluded.latest_reference_id,
    actor_ids = (%(actors)s::bigint[] || array_remove(old.actor_ids, %(actor_id)s::bigint))[1:%(max_actors)s],
    count = old.count + 1,
    updated_at = excluded.updated_at
RETURNING id
"""

_LINK = """
UPDATE ratschlag_notifications_notificationevent AS event SET notification_id = row.id
FROM ratschlag_notifications_notification AS row
WHERE row.id = ANY(%(rows)s) AND event.user_id = row.user_id AND event.event_id = %(event_id)s
"""

# One mail per row while it is unread: none where one was sent already, none where one is planned (the constraint).
_PLAN = """
INSERT INTO ratschlag_notifications_delivery (notification_id, user_id, due_at, attempts, message_id)
SELECT row.id, row.user_id, %(due_at)s, 0, ''
FROM ratschlag_notifications_notification AS row
WHERE row.id = ANY(%(rows)s)
    AND NOT EXISTS (
        SELECT FROM ratschlag_notifications_mailpreference AS wish
        WHERE wish.user_id = row.user_id AND wish.paused_at IS NOT NULL
    )
    AND NOT EXISTS (
        SELECT FROM ratschlag_notifications_delivery AS mail
        WHERE mail.notification_id = row.id AND mail.sent_at IS NOT NULL
    )
ORDER BY row.user_id
ON CONFLICT (notification_id) WHERE sent_at IS NULL AND cancelled_at IS NULL DO NOTHING
"""


@transaction.atomic(savepoint=False)
def record_events(
    *,
    kind: str,
    event_id: str,
    group_key: str,
    room: str,
    object_id: int,
    reference_id: int,
    actor_id: int | None,
    recipient_ids: Iterable[int],
    is_quiet: bool = False,
) -> int:
    """Tells people of one event and returns to how many it was new. Running it again changes nothing.

    Each new event raises the person's unread row of the group, or opens one, and plans a mail for those who want
    mails, MAIL_DELAY_MINUTES from now. ``is_quiet`` lists the event as read already: no bell, no mail (a mention in a
    muted thread). After commit the bells of the people told are rung.

    Works inside the caller's transaction with five statements, whatever the number of people; takes the lock of the
    group. The caller has chosen people who may enter the room, and holds a lock (usually on the post) for which hiding
    or moving waits: else an event could be written after its withdrawal. Raises LookupError for an unregistered kind.
    """
    weight = kind_named(kind).weight
    people = sorted(set(recipient_ids))
    if not people:
        return 0
    now = timezone.now()
    values: dict[str, Any] = {
        "kind": kind,
        "event_id": event_id,
        "group_key": group_key,
        "room": room,
        "object_id": object_id,
        "reference_id": reference_id,
        "actor_id": actor_id,
        "actors": [] if actor_id is None else [actor_id],
        "max_actors": MAX_ACTORS,
        "not_heavier": [name for name in kinds_by_weight() if kind_named(name).weight <= weight],
        "now": now,
        "read_at": now if is_quiet else None,
    }
    lock_groups([group_key])
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {**values, "people": people})
        told = sorted(row[0] for row in cursor.fetchall())
        if not told:
            return 0
        cursor.execute(_RAISE, {**values, "people": told})
        rows = [row[0] for row in cursor.fetchall()]
        cursor.execute(_LINK, {"rows": rows, "event_id": event_id})
        if not is_quiet:
            cursor.execute(_PLAN, {"rows": rows, "due_at": _due_at(now)})
            ring_users(told)
    return len(told)


def _due_at(now: datetime) -> datetime:
    return now + timedelta(minutes=conf.mail_delay_minutes())
