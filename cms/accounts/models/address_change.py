from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..querysets import MailedLinkQuerySet
from .mailed_link import MailedLink
from .user import AddressField


class AddressChange(MailedLink):
    """A person's wish for another e-mail address. It counts once the link sent to the new address has been used.

    Done rows stay for a while (tasks.tidy_up), because the old address is told by a job that knows only the row's id.
    """

    VALIDITY = timedelta(hours=24)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    old_address = AddressField(_("previous address"))
    new_address = AddressField(_("new address"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = MailedLinkQuerySet["AddressChange"].as_manager()

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.UniqueConstraint(
                "user", condition=models.Q(confirmed_at=None), name="address_change_once_while_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_address} → {self.new_address}"

    def get_absolute_url(self) -> str:
        """Where the new address is confirmed; only mails may hold it."""
        return reverse("account_confirm_email", args=[self.token])
