"""Which mails are to go out, and when: single mails soon after an event, a digest at each person's hour."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.utils import timezone

from notifications import conf
from notifications.enums import Mail
from notifications.models import MailPreference
from notifications.registry import Kind, kinds
from notifications.schedule import SCHEDULE_FIELDS, Schedule, local_day

DAY = timedelta(days=1)
CATCH_UP = timedelta(hours=6)  # a digest that no worker could plan for so long waits for the next one

# One mail per row while it is unread: none where one was sent already, or is planned (the constraint). What is more
# than the caps waits for the digest. The causes of a mail are its group and who acted last.
_WHO_WANTS = """
SELECT row.id, row.user_id, wish.id IS NOT NULL, wish.rhythm, wish.digest_hour, wish.digest_weekday, wish.quiet_from,
    wish.quiet_until, wish.quiet_weekend, wish.absent_from, wish.absent_until
FROM ratschlag_notifications_notification AS row
LEFT JOIN ratschlag_notifications_mailpreference AS wish ON wish.user_id = row.user_id
LEFT JOIN ratschlag_notifications_kindpreference AS choice
    ON choice.user_id = row.user_id AND choice.kind = %(preference)s
CROSS JOIN LATERAL (
    SELECT count(*) AS mails, count(*) FILTER (
        WHERE told.group_key = row.group_key OR told.actor_ids[1] = %(actor_id)s
    ) AS of_cause
    FROM ratschlag_notifications_delivery AS mail
    JOIN ratschlag_notifications_notification AS told ON told.id = mail.notification_id
    WHERE mail.user_id = row.user_id AND mail.due_at > %(since)s
        AND (mail.sent_at IS NOT NULL OR mail.cancelled_at IS NULL)
) AS today
WHERE row.id = ANY(%(rows)s)
    AND (%(is_fixed)s OR (
        COALESCE(choice.mail, %(default)s) = ANY(%(instant)s)
        AND wish.paused_at IS NULL
        AND today.mails < %(max_a_day)s
        AND today.of_cause < %(max_of_cause)s
    ))
    AND NOT EXISTS (
        SELECT FROM ratschlag_notifications_delivery AS mail
        WHERE mail.notification_id = row.id AND mail.sent_at IS NOT NULL
    )
"""

_PLAN = """
INSERT INTO ratschlag_notifications_delivery (notification_id, user_id, due_at, attempts, message_id)
SELECT row_id, user_id, due_at, 0, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS plan(row_id, user_id, due_at)
ORDER BY user_id
ON CONFLICT (notification_id) WHERE sent_at IS NULL AND cancelled_at IS NULL DO NOTHING
"""


def plan_mails(kind: Kind, row_ids: Sequence[int], *, actor_id: int | None, now: datetime) -> None:
    """Plans a mail for each of these rows whose person wants this kind at once: MAIL_DELAY_MINUTES from now, or when
    their quiet hours end. Who is absent by then reads of it in the digest after. Two statements at most."""
    values: dict[str, Any] = {
        "rows": list(row_ids),
        "preference": kind.preference,
        "default": kind.mail,
        "instant": kind.instant_choices,
        "is_fixed": kind.is_fixed,
        "actor_id": actor_id,
        "since": now - DAY,
        "max_a_day": conf.max_mails_a_day(),
        "max_of_cause": conf.max_mails_of_a_cause(),
    }
    moment = now if kind.is_fixed else now + timedelta(minutes=conf.mail_delay_minutes())
    with connection.cursor() as cursor:
        cursor.execute(_WHO_WANTS, values)
        found = cursor.fetchall()
        moments: dict[Schedule, datetime | None] = {}
        plan: list[tuple[int, int, datetime]] = []
        for row_id, user_id, has_wish, *fields in found:
            schedule = Schedule(*fields) if has_wish else Schedule.default()
            if schedule not in moments:
                moments[schedule] = moment if kind.is_fixed else due_at(schedule, moment)
            if due := moments[schedule]:
                plan.append((row_id, user_id, due))
        if plan:
            cursor.execute(_PLAN, [list(column) for column in zip(*plan, strict=True)])


def takes_mail(user: Any, preference: MailPreference | None, *, is_fixed: bool = False) -> bool:
    """Whether mails of this kind may go to the person at all: no pause, and an address that takes them. An address that
    was changed is a new one."""
    if not user.is_active:
        return False
    if preference is None:
        return True
    address = getattr(user, user.get_email_field_name())
    if preference.address_paused_at and preference.bounced_address in ("", address):
        return False
    return is_fixed or preference.paused_at is None


def due_at(schedule: Schedule, moment: datetime) -> datetime | None:
    """When a mail of this moment may go out; None where an absence keeps it: then the digest after it tells."""
    due = schedule.next_open(moment)
    return due if due == replace(schedule, absent_from=None, absent_until=None).next_open(moment) else None


# A row tells something where events came after the last mail about it, and before the digest's moment. What has a mail
# of its own ahead waits for that.
_PLAN_DIGESTS = """
WITH person AS (
    SELECT * FROM unnest(%(people)s::bigint[], %(moments)s::timestamptz[], %(periods)s::date[])
        AS person(id, moment, period)
    UNION ALL
    SELECT person.id, %(moment)s::timestamptz, %(period)s::date FROM {users} AS person
    WHERE %(moment)s IS NOT NULL AND person.is_active
        AND NOT EXISTS (SELECT FROM ratschlag_notifications_mailpreference AS wish WHERE wish.user_id = person.id)
), kind AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(preferences)s::text[], %(defaults)s::text[])
        AS kind(name, preference, standard)
)
INSERT INTO ratschlag_notifications_digest (user_id, period, due_at, attempts, message_id)
SELECT person.id, person.period, person.moment, 0, ''
FROM person
WHERE NOT EXISTS (
        SELECT FROM ratschlag_notifications_digest AS digest
        WHERE digest.user_id = person.id AND digest.period = person.period
    )
    AND EXISTS (
        SELECT FROM ratschlag_notifications_notification AS row
        JOIN kind ON kind.name = row.kind
        LEFT JOIN ratschlag_notifications_kindpreference AS choice
            ON choice.user_id = row.user_id AND choice.kind = kind.preference
        JOIN ratschlag_notifications_notificationevent AS event ON event.notification_id = row.id
        WHERE row.user_id = person.id AND row.read_at IS NULL
            AND (row.mailed_until IS NULL OR row.mailed_until < row.updated_at)
            AND (row.mailed_until IS NULL OR row.mailed_until < event.created_at)
            AND event.created_at <= person.moment
            AND COALESCE(choice.mail, kind.standard) <> %(off)s
            AND NOT EXISTS (
                SELECT FROM ratschlag_notifications_delivery AS mail
                WHERE mail.notification_id = row.id AND mail.sent_at IS NULL AND mail.cancelled_at IS NULL
            )
    )
ORDER BY person.id
ON CONFLICT (user_id, period) DO NOTHING
"""


@transaction.atomic
def plan_digests(now: datetime | None = None) -> int:
    """Plans the digest of everybody whose hour has come and who has something to read; returns how many.

    One digest per person and day, however often this runs. Two statements, one where it is nobody's hour.
    """
    now = now or timezone.now()
    groups = (
        MailPreference.objects.filter(paused_at__isnull=True).values(*SCHEDULE_FIELDS).annotate(people=ArrayAgg("user"))
    )
    plan: list[tuple[int, datetime, date]] = []
    for group in groups:
        people = group.pop("people")
        if moment := _digest_moment(Schedule(**group), now):
            plan += [(person, moment, local_day(moment)) for person in people]
    moment = _digest_moment(Schedule.default(), now)
    if not plan and moment is None:
        return 0
    told = [kind for kind in kinds() if not kind.is_fixed]
    values: dict[str, Any] = {
        "people": [each[0] for each in plan],
        "moments": [each[1] for each in plan],
        "periods": [each[2] for each in plan],
        "moment": moment,
        "period": moment and local_day(moment),
        "kinds": [kind.name for kind in told],
        "preferences": [kind.preference for kind in told],
        "defaults": [str(kind.mail) for kind in told],
        "off": Mail.OFF,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAN_DIGESTS.format(users=get_user_model()._meta.db_table), values)
        return cursor.rowcount


def _digest_moment(schedule: Schedule, now: datetime) -> datetime | None:
    """The moment of the digest that is due now, or was lately."""
    moment = schedule.next_digest(now - CATCH_UP)
    return moment if moment <= now else None
