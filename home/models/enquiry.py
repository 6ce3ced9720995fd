from datetime import date, timedelta

from django.db import models
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

models.TextField.register_lookup(Length)
models.CharField.register_lookup(Length)

MAX_TEXT = 5000
# BITVNRW § 5: an answer in two weeks, at the latest in six, then with an interim notice.
ANSWER_DAYS = 14


class Enquiry(models.Model):
    """What somebody wrote to the office through a public form: a question, or the report of a barrier."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("message")
        BARRIER = "barrier", _("barrier")

    class State(models.TextChoices):
        NEW = "new", _("new")
        INTERIM = "interim", _("interim answer sent")
        ANSWERED = "answered", _("answered")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    page_url = models.CharField(_("page"), max_length=500, blank=True)
    text = models.TextField(_("text"))
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    office_note = models.TextField(_("note of the office"), blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries and barrier reports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text__length__lte=MAX_TEXT, text__length__gte=1), name="enquiry_text_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def number(self) -> str:
        """What the sender is told and the office searches for, e.g. »B-2026-17«."""
        letter = "B" if self.kind == self.Kind.BARRIER else "K"
        return f"{letter}-{timezone.localtime(self.received_at).year}-{self.pk}"

    @property
    def due_on(self) -> date:
        """Until when the office answers."""
        return timezone.localdate(self.received_at) + timedelta(days=ANSWER_DAYS)
