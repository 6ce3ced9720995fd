"""Telling people of an event."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from notifications.doorbell import ring_users
from notifications.failpoints import failpoint
from notifications.models.notification import MAX_ACTORS
from notifications.registry import kind_named, kinds_by_weight

from .locks import lock_groups
from .planning import plan_mails

# Who was told already is looked up first: the group's lock keeps others from telling them meanwhile, and the unique key
# from being told twice should the event be recorded under two groups. People are sorted, so that rows of one thread lie
# together and locks are taken in one order.
_TELL = """
WITH person AS MATERIALIZED (
    SELECT id FROM unnest(%(people)s::bigint[]) AS person(id)
    WHERE NOT EXISTS (
        SELECT FROM ratschlag_notifications_notificationevent AS told
        WHERE told.event_id = %(event_id)s AND told.user_id = person.id
    )
    ORDER BY id
), raised AS (
    INSERT INTO ratschlag_notifications_notification AS old (
        user_id, group_key, kind, room, object_id, first_reference_id, latest_reference_id, actor_ids, count,
        created_at, updated_at, read_at
    )
    SELECT id, %(group_key)s, %(kind)s, %(room)s, %(object_id)s, %(reference_id)s, %(reference_id)s,
        %(actors)s::bigint[], 1, %(now)s, %(now)s, %(read_at)s
    FROM person
    ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET
        kind = CASE WHEN old.kind = ANY(%(not_heavier)s) THEN excluded.kind ELSE old.kind END,
        room = excluded.room,
        object_id = excluded.object_id,
        latest_reference_id = excluded.latest_reference_id,
        actor_ids = (%(actors)s::bigint[] || array_remove(old.actor_ids, %(actor_id)s::bigint))[1:%(max_actors)s],
        count = old.count + 1,
        updated_at = excluded.updated_at
    RETURNING id, user_id
)
INSERT INTO ratschlag_notifications_notificationevent (
    user_id, notification_id, event_id, kind, reference_id, actor_id, created_at
)
SELECT user_id, id, %(event_id)s, %(kind)s, %(reference_id)s, %(actor_id)s, %(now)s FROM raised
RETURNING user_id, notification_id
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

    Each new event raises the person's unread row of the group, or opens one, and plans a mail for those who want this
    kind at once (see ``plan_mails``); others read of it in their digest. ``is_quiet`` lists the event as read already:
    no bell, no mail (a mention in a muted thread). After commit the bells of the people told are rung.

    Works inside the caller's transaction with four statements at most, whatever the number of people; takes the lock of
    the group. The caller has chosen people who may enter the room, and holds a lock (usually on the post) for which
    hiding or moving waits: else an event could be written after its withdrawal. Raises LookupError for an unregistered
    kind.
    """
    weight = kind_named(kind).weight
    people = sorted(set(recipient_ids))
    if not people:
        return 0
    now = timezone.now()
    values: dict[str, Any] = {
        "people": people,
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
    failpoint("after_group_locked")
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
        told: dict[int, int] = dict(cursor.fetchall())
    failpoint("after_events")
    if told and not is_quiet:
        plan_mails(kind_named(kind), list(told.values()), actor_id=actor_id, now=now)
        failpoint("after_plan")
        ring_users(told)
    return len(told)
