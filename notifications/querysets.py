"""Reads. ``visible_to`` is the only door: list, bell, mail and live state all go through it."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from kit.access import Person, in_rooms_of

if TYPE_CHECKING:
    from .models import Delivery, Digest, Notification  # noqa: F401  named in the class bodies' brackets


class NotificationQuerySet(QuerySet["Notification"]):
    def visible_to(self, user: Person) -> Self:
        """The person's own notifications whose room they may enter now."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(in_rooms_of(user), user=user.pk)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class DeliveryQuerySet(QuerySet["Delivery"]):
    def open(self) -> Self:
        """Planned and neither sent nor cancelled."""
        return self.filter(sent_at__isnull=True, cancelled_at__isnull=True)


class DigestQuerySet(QuerySet["Digest"]):
    def open(self) -> Self:
        """Planned and neither sent nor cancelled."""
        return self.filter(sent_at__isnull=True, cancelled_at__isnull=True)
