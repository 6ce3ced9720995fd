"""Reads. ``visible_to`` is the only door: list, bell, mail and live state all go through it."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from kit.access import Person, in_rooms_of

if TYPE_CHECKING:
    from .models import Announcement, Delivery, Digest, Notification, Request  # noqa: F401  named in the class bodies' brackets


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


class RequestQuerySet(QuerySet["Request"]):
    def visible_to(self, user: Person) -> Self:
        """What the person was asked and has not settled, as long as they may enter its room."""
        if not user.is_authenticated:
            return self.none()
        return self.open().filter(in_rooms_of(user), user=user.pk, told_at__isnull=False)

    def open(self) -> Self:
        """Not settled; waiting to be told or told."""
        return self.filter(closed_at__isnull=True)

    def waiting(self) -> Self:
        return self.open().filter(told_at__isnull=True)


class AnnouncementQuerySet(QuerySet["Announcement"]):
    def visible_to(self, user: Person) -> Self:
        return self.filter(in_rooms_of(user))
