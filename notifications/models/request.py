from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.access import MEMBERS
from notifications.querysets import RequestQuerySet


class Request(models.Model):
    """Something the site would like to ask of a person: confirm your profile, say whether an answer helped.

    It waits until the person's budget allows it (``told_at``: then they are told, once), until it has come to nothing
    (``expires_at``), or until it is settled: done, declined, or none of theirs any more (``closed_at``).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=50)
    object_id = models.BigIntegerField()
    room = models.CharField(max_length=64, default=MEMBERS)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "object_id"], name="asked_once")]
        indexes = [
            models.Index(
                fields=["user"], name="request_waiting", condition=Q(told_at__isnull=True, closed_at__isnull=True)
            ),
            models.Index(fields=["user", "told_at"], name="request_told", condition=Q(told_at__isnull=False)),
            models.Index(fields=["kind", "object_id"], name="request_of_object", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
