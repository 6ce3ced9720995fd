from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import DatedQuerySet

from .municipality import Municipality

# [begins_on, ends_on): who ends today has no rights today. An open end is NULL.
_PERIOD = Func(F("begins_on"), F("ends_on"), function="daterange")


class Dated(models.Model):
    """A right from a day to a day, read as ``begins_on <= today < ends_on``; no job switches it."""

    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on (first day without it)"), null=True, blank=True)

    class Meta:
        abstract = True


class Mandate(Dated):
    """What a person does for one municipality. Contact rights come from it. At most one at a time per person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mandates")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="mandates")
    function = models.CharField(_("function"), max_length=120, blank=True)
    is_contact = models.BooleanField(_("contact person"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_begin", condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on"))
            ),
            ExclusionConstraint(
                name="one_mandate_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), (_PERIOD, RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index("municipality", "begins_on", name="mandate_municipality")]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.municipality}"


class SpeakerTerm(Dated):
    """A person's time in the speaker team."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="speaker_terms")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker term")
        verbose_name_plural = _("speaker terms")
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_begin", condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on"))
            ),
            ExclusionConstraint(
                name="one_term_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), (_PERIOD, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.begins_on}"
