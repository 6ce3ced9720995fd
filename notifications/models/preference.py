from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import Mail, Rhythm, Weekday


class MailPreference(models.Model):
    """When a person wants mails, and whether their address takes any. No row means the defaults below.

    Hours are local time. ``quiet_from`` equal to ``quiet_until``: no quiet hours. Both days of an absence belong to it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="mail_preference")
    rhythm = models.CharField(_("digest"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday, default=Weekday.MONDAY
    )
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=18)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), default=7)
    quiet_weekend = models.BooleanField(_("no mails on weekends and public holidays"), default=True)
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("absent until"), null=True, blank=True)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )
    paused_at = models.DateTimeField(null=True, blank=True)

    bounce_count = models.PositiveSmallIntegerField(default=0)
    last_bounce_at = models.DateTimeField(null=True, blank=True)
    address_paused_at = models.DateTimeField(null=True, blank=True)
    bounced_address = models.EmailField(blank=True)

    class Meta:
        verbose_name = _("mail preferences")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23, quiet_from__lte=23, quiet_until__lte=23, digest_weekday__lte=6),
                name="mail_hours_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(absent_from__isnull=True, absent_until__isnull=True)
                | Q(absent_from__lte=F("absent_until")),
                name="absence_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class KindPreference(models.Model):
    """How a person wants to be mailed about one wish (``Kind.wish_key``). No row means the default of the kind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=50)
    mail = models.CharField(max_length=10, choices=Mail)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.mail}"
