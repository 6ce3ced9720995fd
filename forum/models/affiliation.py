from django.db import models
from django.utils.translation import gettext_lazy as _


class Affiliation(models.Model):
    """The body an author speaks for, as the forum needs it for showing and filtering.

    The site keeps these rows in step with its own directory; ``key`` is the directory's natural key.
    """

    key = models.CharField(max_length=32, unique=True)
    label = models.CharField(_("name"), max_length=200)
    url = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=32, blank=True)
    band = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")

    def __str__(self) -> str:
        return self.label
