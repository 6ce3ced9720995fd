"""The facets beside the lists and the chips of what is chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import conf
from .enums import Band
from .facet_numbers import HITS, OTHERS, TAG, TOPIC, Numbers, facet_numbers
from .filters import BAND, KIND, PARAMETERS, REGION, Search
from .querysets import folded

SHOWN = 6  # values of a long facet before »n weitere anzeigen«

Text = str | Promise


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
    numbers = facet_numbers(search, of_people=of_people)
    facets = [_expertise(search, numbers), *_body_facets(search, numbers)]
    hits, others = (sum(number for _name, number in numbers.get(which, {}).values()) for which in (HITS, OTHERS))
    return Overview(
        people=hits if of_people else others,
        municipalities=others if of_people else hits,
        facets=[facet for facet in facets if facet.options],
        chips=list(_chips(search, facets)),
    )


def _expertise(search: Search, numbers: Numbers) -> Facet:
    wanted = search.wanted
    options = []
    for which, field in ((TOPIC, "topics"), (TAG, "tags")):
        found, chosen = numbers.get(which, {}), getattr(wanted, field)
        options += [Option(field, value, *found[value], value in chosen) for value in found]
        options += [Option(field, value, value, 0, True) for value in chosen if value not in found]
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
