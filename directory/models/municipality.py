from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory import conf
from directory.enums import Band, Evidence, Precision, band_of
from directory.querysets import MunicipalityQuerySet, fold
from kit.addresses import address_of

ABOUT_LIMIT = 1_500


class Municipality(models.Model):
    """A public body. ``key`` is its official key (AGS) or, where it has none, a name such as LVR.

    ``name`` is short and sorts (»Coesfeld«), ``label`` is written beside people (»Kreis Coesfeld«). Website, mailbox
    and ``about`` are written by the municipality itself, membership by the office, everything else by the register.
    """

    key = models.CharField(_("official key"), max_length=12, unique=True)
    ars = models.CharField(_("regional key (ARS)"), max_length=12, blank=True)
    name = models.CharField(_("short name"), max_length=120)
    label = models.CharField(_("name"), max_length=160)
    official_name = models.CharField(_("official name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=32)
    district = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        to_field="key",
        db_column="district_key",
        related_name="municipalities",
        verbose_name=_("district"),
    )
    region = models.CharField(_("administrative region"), max_length=80, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    population_on = models.DateField(_("inhabitants counted on"), null=True, blank=True)
    area_km2 = models.DecimalField(_("area in km²"), max_digits=9, decimal_places=2, null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    size_class = models.CharField(_("legal class"), max_length=40, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact mailbox"), blank=True)
    about = models.TextField(_("about us"), max_length=ABOUT_LIMIT, blank=True)
    is_fictitious = models.BooleanField(_("invented"), default=False)
    is_member = models.BooleanField(_("member of the network"), default=False)
    member_since = models.DateField(_("member since"), null=True, blank=True)
    member_since_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    membership_evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence, default=Evidence.DOCUMENTED)
    membership_source = models.CharField(_("source"), max_length=400, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        indexes = [
            models.Index(fold("name"), "id", name="municipality_sort"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return address_of("directory:municipality", self.slug)

    @property
    def kind_label(self) -> str | Promise:
        return conf.kind_label(self.kind)

    @property
    def size_class_label(self) -> str | Promise:
        return conf.size_class_label(self.size_class)

    @property
    def band(self) -> str:
        """»Größe«: the band its population falls into, or nothing."""
        return band_of(self.population)

    @property
    def band_label(self) -> str | Promise:
        return Band(self.band).label if self.band else ""

    @property
    def source_url(self) -> str:
        """The source of the membership, where it is a page one can open."""
        return self.membership_source if self.membership_source.startswith(("https://", "http://")) else ""
