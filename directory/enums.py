from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Kinds of public body in Germany; ``DIRECTORY["KINDS"]`` adds a Land's own or names those of another country."""

    STADT = "stadt", _("Town within a district")
    GEMEINDE = "gemeinde", pgettext_lazy("kind of body", "Municipality")
    KREISFREIE_STADT = "kreisfreie_stadt", _("Independent town")
    KREIS = "kreis", _("District")
    REGIERUNGSBEZIRK = "regierungsbezirk", _("Administrative region")
    GEMEINDEVERBAND = "gemeindeverband", _("Association of municipalities")
    LAND = "land", _("Federal state")


class Band(models.TextChoices):
    """»Größe«: bands of population, cut where the BBSR cuts its types of town (Klein-, Mittel-, Großstadt)."""

    UP_TO_10K = "0-10k", _("up to 10,000 inhabitants")
    UP_TO_20K = "10-20k", _("10,000 to 20,000")
    UP_TO_50K = "20-50k", _("20,000 to 50,000")
    UP_TO_100K = "50-100k", _("50,000 to 100,000")
    UP_TO_500K = "100-500k", _("100,000 to 500,000")
    ABOVE_500K = "500k-", _("500,000 and more")


BAND_LIMITS = (
    (10_000, Band.UP_TO_10K),
    (20_000, Band.UP_TO_20K),
    (50_000, Band.UP_TO_50K),
    (100_000, Band.UP_TO_100K),
    (500_000, Band.UP_TO_500K),
)


def band_of(population: int | None) -> str:
    """The band a population falls into; a limit itself belongs to the band above. Empty where nothing is known."""
    if population is None:
        return ""
    return next((band.value for limit, band in BAND_LIMITS if population < limit), Band.ABOVE_500K.value)


def band_range(band: str) -> tuple[int | None, int | None]:
    """The population a band begins with and the first one above it; None above for the largest, twice for no band."""
    if band not in Band.values:
        return None, None
    limits = [0, *(limit for limit, _band in BAND_LIMITS), None]
    position = Band.values.index(band)
    return limits[position], limits[position + 1]


class Precision(models.TextChoices):
    """How exactly a date is known; the unknown part is stored as 1."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Evidence(models.TextChoices):
    """How sure the network is of a membership and its date."""

    DOCUMENTED = "documented", _("documented")
    DATE_ASSUMED = "date_assumed", _("membership documented, date assumed")
    ASSUMED = "assumed", _("assumed")


class Audience(models.IntegerChoices):
    """Who sees an optional field of a profile; each level includes the ones before."""

    NOBODY = 0, _("nobody")
    MUNICIPALITY = 1, _("my municipality")
    MEMBERS = 2, _("members")
    PUBLIC = 3, _("everyone")


class Direction(models.TextChoices):
    OFFERS = "offers", _("can advise on")
    SEEKS = "seeks", _("looks for exchange on")
