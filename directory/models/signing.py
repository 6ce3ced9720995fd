from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.enums import Evidence, Precision

from .municipality import Municipality


class Signing(models.Model):
    """A municipality or a named organisation signs the declaration."""

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, null=True, blank=True, related_name="signing", verbose_name=_("municipality")
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"))
    precision = models.CharField(_("known to the"), max_length=5, choices=Precision, default=Precision.DAY)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence, default=Evidence.DOCUMENTED)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["signed_on", "pk"]
        verbose_name = _("signing")
        verbose_name_plural = _("signings")
        constraints = [
            models.CheckConstraint(
                name="signing_has_one_signatory",
                condition=Q(municipality__isnull=False, organisation="")
                | (Q(municipality__isnull=True) & ~Q(organisation="")),
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=~Q(organisation=""), name="organisation_signs_once"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation or str(self.municipality)
