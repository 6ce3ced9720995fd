"""The facets beside the lists, the numbers at their values, and the chips of what is chosen.

Numbers come from the same querysets as the lists; those of one facet stand under all other facets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import conf
from .enums import BAND_LIMITS, Band
from .filters import BAND, EXPERTISE, KIND, PARAMETERS, REGION, Search
from .models import Mandate
from .querysets import folded, offers_on, offers_seen_by

SHOWN = 6  # values of a long facet before »n weitere anzeigen«

# What is counted, beside region, kind and band.
TOPIC, TAG, NAMED_TOPIC, NAMED_TAG = "topic", "tag", "named_topic", "named_tag"
PEOPLE, MUNICIPALITIES = "people", "municipalities"
Text = str | Promise
Numbers = dict[str, dict[str, tuple[str, int]]]  # what is counted: {value: (name, number)}


@dataclass(frozen=True)
class Option:
    """One value of a facet; ``field`` is the filter in ``Wanted``."""

    field: str
    value: str
    label: Text
    number: int
    is_chosen: bool

    @property
    def name(self) -> str:
        """The parameter in the address."""
        return PARAMETERS[self.field]


@dataclass(frozen=True)
class Facet:
    """A facet with its first values and the rest behind »n weitere anzeigen«. Values that find nothing are left out."""

    label: Text
    options: Sequence[Option]
    more: Sequence[Option]


@dataclass(frozen=True)
class Chip:
    """A chosen filter; ``query`` is the address without it."""

    label: Text
    query: str


@dataclass(frozen=True)
class Overview:
    """What stands around a list: numbers of both tabs, facets, chips."""

    people: int
    municipalities: int
    facets: Sequence[Facet]
    chips: Sequence[Chip]

    @property
    def chosen(self) -> int:
        """How many values are chosen in the filter."""
        return sum(option.is_chosen for facet in self.facets for option in (*facet.options, *facet.more))


def overview(search: Search, *, of_people: bool) -> Overview:
    """Numbers, facets and chips for the list of people or of municipalities. One statement."""
    rows = list(_people_rows(search) if of_people else _municipality_rows(search))
    numbers: Numbers = {}
    for which, value, name, number in rows:
        numbers.setdefault(which, {})[value] = (name, number)
    facets = [_expertise(search, numbers), *_body_facets(search, numbers)]
    return Overview(
        people=sum(number for _name, number in numbers.get(PEOPLE, {}).values()),
        municipalities=sum(number for _name, number in numbers.get(MUNICIPALITIES, {}).values()),
        facets=[facet for facet in facets if facet.options],
        chips=list(_chips(search, facets)),
    )


# --- Counting: one UNION of everything --------------------------------------------------------------------------------


def _people_rows(search: Search) -> QuerySet[Any, Any]:
    mandates, offers = Mandate.objects.current(), offers_seen_by(search.viewer)
    found = offers.filter(profile__in=search.people(without=EXPERTISE).values("pk"))

    def spoken_for(facet: str) -> QuerySet[Any]:
        return mandates.filter(person__in=search.people(without=facet).values("person"))

    return _together(
        search,
        _grouped(found.filter(topic__isnull=False), TOPIC, "topic__slug", "topic__name", "profile"),
        _grouped(found.filter(tag__isnull=False), TAG, _tag("slug"), _tag("name"), "profile"),
        _grouped(spoken_for(REGION), REGION, "municipality__region", "municipality__region", "person"),
        _grouped(spoken_for(KIND), KIND, "municipality__kind", "municipality__kind", "person"),
        _grouped(spoken_for(BAND), BAND, _band("municipality__population"), Value(""), "person"),
    )


def _municipality_rows(search: Search) -> QuerySet[Any, Any]:
    spoken_for = Mandate.objects.current().filter(
        person__is_active=True,
        municipality__in=search.municipalities(without=EXPERTISE).values("pk"),
        person__profile__expertise__in=offers_seen_by(search.viewer).values("pk"),
    )
    subject = "person__profile__expertise__"
    slug, name = _tag("slug", subject), _tag("name", subject)
    found = search.municipalities
    return _together(
        search,
        _grouped(spoken_for, TOPIC, f"{subject}topic__slug", f"{subject}topic__name", "municipality"),
        _grouped(spoken_for, TAG, slug, name, "municipality"),
        _grouped(found(without=REGION), REGION, "region", "region", "pk"),
        _grouped(found(without=KIND), KIND, "kind", "kind", "pk"),
        _grouped(found(without=BAND), BAND, _band("population"), Value(""), "pk"),
    )


def _together(search: Search, *counted: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Adds both totals, and the names of chosen topics and tags that find nothing just now."""
    chosen = offers_on(search.wanted.topics, search.wanted.tags, search.viewer)
    return (
        counted[0]
        .union(
            *counted[1:],
            _grouped(chosen.filter(topic__isnull=False), NAMED_TOPIC, "topic__slug", "topic__name", "profile"),
            _grouped(chosen.filter(tag__isnull=False), NAMED_TAG, _tag("slug"), _tag("name"), "profile"),
            _grouped(search.people(), PEOPLE, Value(""), Value(""), "pk"),
            _grouped(search.municipalities(), MUNICIPALITIES, Value(""), Value(""), "pk"),
            all=True,
        )
        .order_by()
    )


def _grouped(rows: QuerySet[Any], which: str, value: Any, name: Any, counted: str) -> QuerySet[Any, Any]:
    """Rows of (which, value, name, number), one for each value."""
    value, name = (F(each) if isinstance(each, str) else each for each in (value, name))
    text = CharField()
    return (
        rows.order_by()
        .annotate(_which=Value(which, text), _value=value, _name=name)
        .values("_which", "_value", "_name")
        .annotate(_number=Count(counted, distinct=True, output_field=IntegerField()))
        .values_list("_which", "_value", "_name", "_number")
    )


def _tag(field: str, prefix: str = "") -> Coalesce:
    """A synonym counts as the tag it stands for."""
    return Coalesce(f"{prefix}tag__canonical__{field}", f"{prefix}tag__{field}")


def _band(population: str) -> Case:
    below = (When(**{f"{population}__lt": limit, "then": Value(band.value)}) for limit, band in BAND_LIMITS)
    unknown = When(**{f"{population}__isnull": True, "then": Value("")})
    return Case(unknown, *below, default=Value(Band.ABOVE_500K.value), output_field=CharField())


# --- Facets and chips -------------------------------------------------------------------------------------------------


def _expertise(search: Search, numbers: Numbers) -> Facet:
    wanted = search.wanted
    options = []
    for which, named, field in ((TOPIC, NAMED_TOPIC, "topics"), (TAG, NAMED_TAG, "tags")):
        found, chosen = numbers.get(which, {}), getattr(wanted, field)
        names = {value: name for value, (name, _number) in numbers.get(named, {}).items()}
        options += [Option(field, value, *found[value], value in chosen) for value in found if value]
        options += [Option(field, value, names.get(value, value), 0, True) for value in chosen if value not in found]
    options.sort(key=lambda option: (not option.is_chosen, -option.number, folded(str(option.label))))
    shown = max(SHOWN, sum(option.is_chosen for option in options))
    return Facet(_("Expertise"), options[:shown], options[shown:])


def _body_facets(search: Search, numbers: Numbers) -> Iterator[Facet]:
    wanted = search.wanted
    regions = sorted({*numbers.get(REGION, {}), *wanted.regions} - {""}, key=folded)
    for label, which, field, labels in (
        (conf.value("REGION_LABEL"), REGION, "regions", {region: region for region in regions}),
        (_("Kind of municipality"), KIND, "kinds", dict(conf.value("KINDS"))),
        (_("Size"), BAND, "bands", dict(Band.choices)),
    ):
        found, chosen = numbers.get(which, {}), getattr(wanted, field)
        options = [
            Option(field, value, text, found[value][1] if value in found else 0, value in chosen)
            for value, text in labels.items()
            if value in found or value in chosen
        ]
        yield Facet(label, options, [])


def _chips(search: Search, facets: Sequence[Facet]) -> Iterator[Chip]:
    wanted = search.wanted
    if wanted.words:
        yield Chip(_("“%(words)s”") % {"words": wanted.words}, wanted.less("words", wanted.words))
    if search.like:
        is_own = search.own is not None and search.like.pk == search.own.pk
        label = _("Municipalities like mine") if is_own else _("Like %(municipality)s") % {"municipality": search.like}
        yield Chip(label, wanted.less("like", wanted.like))
    for facet in facets:
        for option in (*facet.options, *facet.more):
            if option.is_chosen:
                yield Chip(option.label, wanted.less(option.field, option.value))
