from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.querysets import DeliveryQuerySet, DigestQuerySet

from .notification import Notification

IS_OPEN = Q(sent_at__isnull=True, cancelled_at__isnull=True)


class PlannedMail(models.Model):
    """A mail that is to go out once.

    ``due_at`` is the next moment to try: a claim moves it into the future, so that a worker that dies in between
    leaves the mail to be tried again then.
    """

    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=255, blank=True)
    bounced_at = models.DateTimeField(null=True)  # it came back, and for good

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.message_id or str(self.pk)


class Delivery(PlannedMail):
    """A planned mail about one notification. Reading the notification cancels it."""

    notification = models.ForeignKey(Notification, models.DB_CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification"], condition=IS_OPEN, name="one_open_delivery_per_row")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=IS_OPEN),
            models.Index(fields=["user", "due_at"], name="delivery_of_user"),
        ]


class Digest(PlannedMail):
    """A person's digest of one day. What stands in it is read when it is sent; with nothing to tell it is cancelled."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)
    period = models.DateField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="one_digest_per_period")]
        indexes = [models.Index(fields=["due_at", "id"], name="digest_due", condition=IS_OPEN)]
