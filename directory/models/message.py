from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SUBJECT_LIMITS = (3, 120)
TEXT_LIMIT = 5_000


class Message(models.Model):
    """A message from one person to another, on its way to the mail server.

    Once it is sent, recipient, subject and text are deleted; what stays for a day is that somebody has sent one,
    because there is a limit per day.
    """

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    subject = models.CharField(
        _("subject"), max_length=SUBJECT_LIMITS[1], blank=True, validators=[MinLengthValidator(SUBJECT_LIMITS[0])]
    )
    text = models.TextField(_("message"), max_length=TEXT_LIMIT, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="closed_message_is_empty",
                condition=Q(closed_at=None, recipient__isnull=False)
                | Q(closed_at__isnull=False, recipient=None, subject="", text=""),
            ),
        ]
        indexes = [models.Index(fields=["sender", "-created_at"], name="message_sender")]

    def __str__(self) -> str:
        return f"{self.pk}"
