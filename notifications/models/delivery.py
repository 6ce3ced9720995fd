from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.querysets import DeliveryQuerySet

from .notification import Notification

IS_OPEN = Q(sent_at__isnull=True, cancelled_at__isnull=True)


class Delivery(models.Model):
    """A planned mail about one notification. Reading the notification cancels it.

    ``due_at`` is the next moment to try: a claim moves it into the future, so that a worker that dies in between
    leaves the mail to be tried again then.
    """

    notification = models.ForeignKey(Notification, models.DB_CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=255, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification"], condition=IS_OPEN, name="one_open_delivery_per_row")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=IS_OPEN),
            models.Index(fields=["user"], name="delivery_user", condition=IS_OPEN),
        ]

    def __str__(self) -> str:
        return self.message_id or str(self.pk)


class MailPreference(models.Model):
    """Which mails a person wants. No row means the defaults below."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="mail_preference")
    instant = models.BooleanField(_("e-mail soon after each notification"), default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
