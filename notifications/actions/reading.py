"""A person marks notifications read or unread."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from notifications.doorbell import ring_users
from notifications.models import Delivery, Notification, NotificationEvent

from .locks import lock_groups
from .withdrawing import recount


@transaction.atomic(savepoint=False)
def mark_read(
    *,
    user: Any,
    notification_ids: Iterable[int] | None = None,
    group_key: str = "",
    up_to_reference: int | None = None,
    everything: bool = False,
) -> int:
    """Marks the person's chosen notifications read and returns how many were not.

    Exactly one choice: these rows, a group's (``up_to_reference``: unless something newer came in), or everything.
    Cancels their planned mails in the same transaction and rings the person's other pages after commit. One statement
    if there was nothing to mark, else three; locks the person's rows.
    """
    if [notification_ids is not None, bool(group_key), everything].count(True) != 1:
        raise TypeError("mark_read needs exactly one of notification_ids, group_key and everything.")
    rows = Notification.objects.filter(user=user).unread()
    if group_key:
        rows = rows.filter(group_key=group_key)
        if up_to_reference is not None:
            rows = rows.filter(latest_reference_id__lte=up_to_reference)
    elif notification_ids is not None:
        rows = rows.filter(pk__in=list(notification_ids))
    found = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    if found:
        now = timezone.now()
        Notification.objects.filter(pk__in=found).update(read_at=now)
        Delivery.objects.open().filter(notification__in=found).update(cancelled_at=now)
        ring_users([user.pk])
    return len(found)


@transaction.atomic(savepoint=False)
def mark_unread(*, user: Any, notification_ids: Iterable[int]) -> int:
    """Makes the person's chosen read notifications unread again and returns how many rows that made or joined.

    There is one unread row per group: a chosen row joins the group's unread row, or the latest chosen one. No mail
    tells of it, but the next event may plan one again. Rings the person's other pages after commit. Seven
    statements at most; locks the groups, then the person's rows.
    """
    own = Notification.objects.filter(user=user)
    chosen = own.filter(pk__in=list(notification_ids), read_at__isnull=False)
    groups = set(chosen.values_list("group_key", flat=True))
    if not groups:
        return 0
    lock_groups(groups)
    candidates = (chosen | own.filter(group_key__in=groups).unread()).order_by("pk").select_for_update()
    heads: dict[str, Notification] = {}
    for row in sorted(candidates, key=lambda row: (row.is_unread, row.updated_at, row.pk)):
        heads[row.group_key] = row  # the last one wins: the unread row, else the latest
    _join(heads, [row for row in candidates if row.pk != heads[row.group_key].pk])
    targets = [row.pk for row in heads.values()]
    Notification.objects.filter(pk__in=targets).update(read_at=None, mailed_until=F("updated_at"))
    Delivery.objects.filter(notification__in=targets, sent_at__isnull=False).delete()
    ring_users([user.pk])
    return len(targets)


def _join(heads: dict[str, Notification], others: list[Notification]) -> None:
    """Moves the events of the other rows to the head of their group, and removes these rows."""
    if not others:
        return
    target = Case(*(When(notification_id=row.pk, then=Value(heads[row.group_key].pk)) for row in others))
    NotificationEvent.objects.filter(notification__in=others).update(notification_id=target)
    Notification.objects.filter(pk__in=[row.pk for row in others]).delete()
    recount(head.pk for head in heads.values())
