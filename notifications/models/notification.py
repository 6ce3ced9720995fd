from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.querysets import NotificationQuerySet

MAX_ACTORS = 5
KEEP_DAYS = 90


class Notification(models.Model):
    """One row of a person's list: all unread events of a group (a thread) together, »10 neue Antworten«.

    It keeps references, never rendered text. ``kind`` is the heaviest kind of its events, ``actor_ids`` the last people
    who acted, the latest first. Once read it stays as it is; the next event of the group opens a new row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="notifications", db_index=False)
    group_key = models.CharField(max_length=100)
    kind = models.CharField(max_length=50)
    room = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    first_reference_id = models.BigIntegerField()
    latest_reference_id = models.BigIntegerField()
    actor_ids = ArrayField(models.BigIntegerField(), default=list)
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # ``updated_at`` as it was in the last mail about this row: what came later was not mailed yet.
    mailed_until = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group_key"], condition=Q(read_at__isnull=True), name="one_unread_row_per_group"
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="notification_tells_something"),
        ]
        indexes = [
            models.Index(fields=["user", "-updated_at", "-id"], name="notification_list"),
            models.Index(
                fields=["user", "-updated_at", "-id"], name="notification_bell", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["group_key"], name="notification_group"),
            BrinIndex(fields=["updated_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.group_key}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class NotificationEvent(models.Model):
    """The memory of what a person was told: each event once, whatever runs twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)
    # Empty only inside record_events: the event must exist before it may raise its row.
    notification = models.ForeignKey(Notification, models.DB_CASCADE, null=True, related_name="events")
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=50)
    reference_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "user"], name="one_person_per_event")]

    def __str__(self) -> str:
        return self.event_id
