from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..querysets import InvitationQuerySet
from .mailed_link import MailedLink
from .user import AddressField


class Invitation(MailedLink):
    """Asks one person at one address to join for one municipality. Who accepts it gets exactly what stands here."""

    VALIDITY = timedelta(days=14)

    email = AddressField(_("e-mail address"))
    municipality = models.ForeignKey(
        "ratschlag_directory.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    function = models.CharField(_("function"), max_length=120)
    is_contact = models.BooleanField(_("contact person"), default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index(fields=["municipality", "-created_at", "-id"], name="invitation_of_municipality"),
            models.Index(fields=["-created_at", "-id"], name="invitation_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                "email",
                "municipality",
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_once_while_pending",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None), name="invitation_ends_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.municipality}"

    def get_absolute_url(self) -> str:
        """Where the invited person accepts; only mails may hold it."""
        return reverse("accounts:invitation-accept", args=[self.token])

    @property
    def is_pending(self) -> bool:
        """Neither accepted nor withdrawn; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_open(self) -> bool:
        return self.is_pending and not self.is_expired
