from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.case_querysets import CaseQuerySet
from forum.enums import CaseState, EventKind, Outcome, ReportKind

from .post import Post

REPORT_LENGTH = NOTE_LENGTH = MESSAGE_LENGTH = 2000


class ModerationCase(models.Model):
    """All reports of one post, until somebody decides; at most one open case per post.

    ``is_referred``: the office decides it, too, and for as long as it is open may read the post's thread.
    ``due_on``: the day by which it needs an answer. ``version`` rises with whatever a decision must know of.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="cases")
    state = models.CharField(max_length=8, choices=CaseState, default=CaseState.OPEN)
    is_referred = models.BooleanField(default=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    asked_until = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=~Q(state="closed"), name="one_open_case_per_post"),
            models.CheckConstraint(
                condition=Q(state="closed", decided_at__isnull=False) | (~Q(state="closed") & Q(decided_at=None)),
                name="closed_case_is_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="case_open", condition=~Q(state="closed")),
            models.Index(fields=["post"], name="case_referred", condition=Q(is_referred=True) & ~Q(state="closed")),
            models.Index(fields=["-decided_at", "-id"], name="case_decided", condition=Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("moderation:case", args=[self.pk])

    @property
    def number(self) -> str:
        """How people speak of it: »2026-118«."""
        return f"{timezone.localtime(self.opened_at).year}-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED

    def is_waiting(self, today: date) -> bool:
        """Whether the author has been asked and the day has not passed."""
        return self.state == CaseState.WAITING and self.due_on > today


class Report(models.Model):
    """What one person says of a post; one for each person and case. Its author never learns who."""

    case = models.ForeignKey(ModerationCase, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    kind = models.CharField(_("reason"), max_length=12, choices=ReportKind)
    text = models.TextField(_("explanation"), max_length=REPORT_LENGTH, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once")]
        indexes = [models.Index(fields=["reporter", "-created_at"], name="report_of_person")]

    def __str__(self) -> str:
        return self.get_kind_display()


class CaseEvent(models.Model):
    """What happened to a case, for those who decide; the team's notes, too."""

    case = models.ForeignKey(ModerationCase, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=MESSAGE_LENGTH, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["case", "created_at"], name="event_of_case")]

    def __str__(self) -> str:
        return self.get_kind_display()
