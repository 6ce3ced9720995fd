"""Single mails, each about one notification."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone, translation

from notifications import conf
from notifications.mails import compose
from notifications.models import Delivery, KindPreference, Notification
from notifications.registry import find_kind, lines_for
from notifications.schedule import Schedule

from .planning import due_at, takes_mail
from .queue import Draft, Queue, send_due


def send_due_mails() -> bool:
    """Sends single mails that are due, for some seconds; returns whether more are due now.

    Each is looked at again right before it is sent: it is cancelled if the notification was read or withdrawn, the
    person lost the room, the account or the wish for this mail, or is absent; in quiet hours it waits for their end.
    """
    return send_due(DELIVERIES)


def _drafts(ids: Sequence[int]) -> Iterator[Draft]:
    for pk in ids:
        delivery = Delivery.objects.open().select_related("notification", "user__mail_preference").filter(pk=pk).first()
        if delivery is not None:  # else read or withdrawn meanwhile
            yield Draft(delivery, _write)


DELIVERIES = Queue(Delivery, 20, _drafts)


def _write(draft: Draft) -> EmailMessage | datetime | None:
    delivery: Any = draft.planned
    user = delivery.user
    preference = getattr(user, "mail_preference", None)
    notification = Notification.objects.visible_to(user).unread().filter(pk=delivery.notification_id).first()
    kind = find_kind(notification.kind) if notification else None
    if notification is None or kind is None or not takes_mail(user, preference, is_fixed=kind.is_fixed):
        return None
    if not kind.is_fixed:
        now = timezone.now()
        due = due_at(Schedule.of(preference), now) if _is_wanted(notification) else None
        if due != now:
            return due
    with translation.override(conf.language_of(user)):
        line = lines_for([notification]).get(notification.pk)
        draft.told = {notification.pk: notification.updated_at} if line else {}
        return compose(delivery, line) if line else None


def _is_wanted(notification: Notification) -> bool:
    """Whether the person still wants one of the row's events at once. Two statements."""
    kinds = [find_kind(name) for name in notification.events.values_list("kind", flat=True).distinct()]
    chosen = dict(KindPreference.objects.filter(user=notification.user_id).values_list("kind", "mail"))
    return any(kind and chosen.get(kind.preference, kind.mail) in kind.instant_choices for kind in kinds)
