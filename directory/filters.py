"""What a viewer asks the directory's lists for: read from the address, written back into addresses, applied to rows.

Several values of one facet mean any of them, several facets mean all of them. Expertise is found only where it is open
to the viewer.
"""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from kit.access import Person, keys_of

from . import conf
from .access import MUNICIPALITY
from .enums import Band
from .models import Municipality, Profile
from .querysets import MunicipalityQuerySet, ProfileQuerySet, population_in

EVERYBODY, MAP = "alle", "karte"
MAX_VALUES, MAX_LENGTH = 40, 100
EXPERTISE, REGION, KIND, BAND = "expertise", "region", "kind", "band"

# Names in the address, in the order in which they are written.
PARAMETERS = {
    "words": "q",
    "topics": "thema",
    "tags": "schlagwort",
    "regions": "bezirk",
    "kinds": "art",
    "bands": "groesse",
    "like": "wie",
    "selection": "auswahl",
    "view": "ansicht",
}


@dataclass(frozen=True)
class Wanted:
    """The filters of one address. ``like``: slug of the municipality the others shall be like."""

    words: str = ""
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    like: str = ""
    selection: str = ""
    view: str = ""

    @classmethod
    def of(cls, params: QueryDict) -> "Wanted":
        """What an address asks for; values nobody can mean are left out."""
        kinds = dict(conf.value("KINDS"))
        return cls(
            words=_one(params, "words"),
            topics=_several(params, "topics"),
            tags=_several(params, "tags"),
            regions=_several(params, "regions"),
            kinds=tuple(kind for kind in _several(params, "kinds") if kind in kinds),
            bands=tuple(band for band in _several(params, "bands") if band in Band.values),
            like=_one(params, "like"),
            selection=EVERYBODY if _one(params, "selection") == EVERYBODY else "",
            view=MAP if _one(params, "view") == MAP and conf.value("MAP") else "",
        )

    @property
    def is_everybody(self) -> bool:
        return self.selection == EVERYBODY

    @property
    def has_map(self) -> bool:
        return self.view == MAP

    def query(self, **changes: Any) -> str:
        """The address's part from the question mark on, the same for equal filters; empty for none."""
        wanted = replace(self, **changes)
        pairs = [(PARAMETERS[each.name], getattr(wanted, each.name)) for each in fields(wanted)]
        written = urlencode([(name, value) for name, value in pairs if value], doseq=True)
        return f"?{written}"

    def less(self, name: str, value: str) -> str:
        """The query without one value of one filter."""
        now = getattr(self, name)
        return self.query(**{name: tuple(each for each in now if each != value) if isinstance(now, tuple) else ""})


@dataclass(frozen=True)
class Search:
    """Filters with all that belongs to them: whose eyes, and the municipalities they name."""

    viewer: Person
    wanted: Wanted
    own: Municipality | None
    like: Municipality | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Search":
        """The search of an address. One statement at most, for the two municipalities."""
        wanted, viewer = Wanted.of(request.GET), request.user
        keys = [key.removeprefix(MUNICIPALITY) for key in keys_of(viewer) if key.startswith(MUNICIPALITY)]
        visible: MunicipalityQuerySet = Municipality.objects.visible_to(viewer)
        named = list(visible.filter(Q(key__in=keys) | Q(slug=wanted.like))) if keys or wanted.like else []
        own = next((each for each in named if each.key in keys), None)
        like = next((each for each in named if each.slug == wanted.like), None)
        return cls(viewer, wanted if like else replace(wanted, like=""), own, like)

    def people(self, *, without: str = "") -> ProfileQuerySet:
        """The people found, as if the facet ``without`` had no value chosen. No order, no statement."""
        wanted = self.wanted
        found: ProfileQuerySet = Profile.objects.visible_to(self.viewer).listed().named(wanted.words, self.viewer)
        if without != EXPERTISE and (wanted.topics or wanted.tags):
            found = found.with_advice_on(wanted.topics, wanted.tags, self.viewer)
        bodies = self._bodies(Municipality.objects.all(), without)
        return found if bodies is None else found.in_municipalities(bodies)

    def municipalities(self, *, without: str = "") -> MunicipalityQuerySet:
        """The municipalities found, as if the facet ``without`` had no value chosen. No order, no statement."""
        wanted = self.wanted
        found: MunicipalityQuerySet = Municipality.objects.visible_to(self.viewer).named(wanted.words, self.viewer)
        if not wanted.is_everybody:
            found = found.members()
        if without != EXPERTISE and (wanted.topics or wanted.tags):
            found = found.with_advice_on(wanted.topics, wanted.tags, self.viewer)
        return found if (bodies := self._bodies(found, without)) is None else bodies

    def _bodies(self, rows: MunicipalityQuerySet, without: str) -> MunicipalityQuerySet | None:
        """Rows narrowed by what municipalities are; None where nothing narrows them."""
        wanted, is_narrow = self.wanted, False
        if without != REGION and wanted.regions:
            rows, is_narrow = rows.filter(region__in=wanted.regions), True
        if without != KIND and wanted.kinds:
            rows, is_narrow = rows.filter(kind__in=wanted.kinds), True
        if without != BAND and wanted.bands:
            rows, is_narrow = rows.filter(population_in(wanted.bands)), True
        if self.like:
            rows, is_narrow = rows.like(self.like), True
        return rows if is_narrow else None


def _one(params: QueryDict, name: str) -> str:
    return _clean(params.get(PARAMETERS[name], ""))


def _several(params: QueryDict, name: str) -> tuple[str, ...]:
    """Sorted, so that equal filters have equal addresses."""
    values = (_clean(value) for value in params.getlist(PARAMETERS[name])[:MAX_VALUES])
    return tuple(sorted({value for value in values if value}))


def _clean(value: str) -> str:
    return value.replace("\x00", "").strip()[:MAX_LENGTH]
