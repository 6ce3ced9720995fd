from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.querysets import AnnouncementQuerySet


class Announcement(models.Model):
    """A message of the network to all its members, or to those a topic concerns. Once sent it stays as it is."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sender"))
    audience = models.CharField(_("receivers"), max_length=80)
    room = models.CharField(max_length=64)
    title = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    receiver_count = models.PositiveIntegerField(_("number of receivers"))
    sent_at = models.DateTimeField(_("sent"))
    # The confirm page carries it, so that a second click sends nothing a second time.
    idempotency_key = models.UUIDField(unique=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [models.Index(fields=["-sent_at"], name="announcement_latest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notifications:announcement", args=[self.pk])
