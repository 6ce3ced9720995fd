from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..tokens import hash_token, new_nonce, token_of


class MailedLink(models.Model):
    """A row that a link in a mail leads to, and that counts once.

    The token itself is never stored: the job that sends the mail computes it from the row's nonce, so it needs only
    the row's id. Rows are found by the token's hash.
    """

    VALIDITY: timedelta

    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        return token_of(f"accounts.{self._meta.model_name}", self.nonce)

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def renew(self) -> None:
        """Sets a new token and a new term; links sent before no longer work. Does not save."""
        self.nonce = new_nonce()
        self.token_hash = hash_token(self.token)
        self.expires_at = timezone.now() + self.VALIDITY
        self.sent_at = None
