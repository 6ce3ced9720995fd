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
from .querysets import MunicipalityQuerySet, ProfileQuerySet, like, population_in

EVERYBODY, MAP = "alle", "karte"
MAX_VALUES, MAX_LENGTH = 40, 100
REGION, KIND, BAND = "region", "kind", "band"
BODY = "current__municipality__"  # from a person to the municipality of today

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

    def people(self) -> ProfileQuerySet:
        """The people found. No order, no statement."""
        found = self.people_named().filter(self.like_condition(BODY), *self.body_conditions(BODY).values())
        return self._with_advice(found)

    def municipalities(self) -> MunicipalityQuerySet:
        """The municipalities found. No order, no statement."""
        found = self.municipalities_named().filter(self.like_condition(), *self.body_conditions().values())
        return self._with_advice(found)

    def people_named(self) -> ProfileQuerySet:
        """The people of today that the words fit, whatever else is wanted; with their mandate as ``current``."""
        people: ProfileQuerySet = Profile.objects.listed_to(self.viewer)
        return people.named(self.wanted.words, self.viewer).with_current()

    def municipalities_named(self) -> MunicipalityQuerySet:
        """The municipalities that the words fit, whatever else is wanted."""
        bodies: MunicipalityQuerySet = Municipality.objects.visible_to(self.viewer)
        bodies = bodies if self.wanted.is_everybody else bodies.members()
        return bodies.named(self.wanted.words, self.viewer)

    def body_conditions(self, prefix: str = "") -> dict[str, Q]:
        """What each facet with a chosen value asks of municipalities."""
        wanted, found = self.wanted, {}
        if wanted.regions:
            found[REGION] = Q(**{f"{prefix}region__in": wanted.regions})
        if wanted.kinds:
            found[KIND] = Q(**{f"{prefix}kind__in": wanted.kinds})
        if wanted.bands:
            found[BAND] = population_in(wanted.bands, prefix)
        return found

    def like_condition(self, prefix: str = "") -> Q:
        return like(self.like, prefix) if self.like else Q()

    def _with_advice(self, found: Any) -> Any:
        wanted = self.wanted
        if not (wanted.topics or wanted.tags):
            return found
        return found.with_advice_on(wanted.topics, wanted.tags, self.viewer)


def _one(params: QueryDict, name: str) -> str:
    return _clean(params.get(PARAMETERS[name], ""))


def _several(params: QueryDict, name: str) -> tuple[str, ...]:
    """Sorted, so that equal filters have equal addresses."""
    values = (_clean(value) for value in params.getlist(PARAMETERS[name])[:MAX_VALUES])
    return tuple(sorted({value for value in values if value}))


def _clean(value: str) -> str:
    return value.replace("\x00", "").strip()[:MAX_LENGTH]
