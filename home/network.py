"""The network as everybody may know it: figures, member municipalities, signatories, the speaker team.

Read from the directory. Of people only the elected speakers appear, with what their office makes public.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet
from django.utils import timezone

from directory.maps import DrawnMap, Point, map_of
from directory.models import Municipality, Signing, SpeakerTerm
from directory.querysets import fold, latest_mandate
from kit.access import MEMBERS, users_with
from kit.prepared import Prepared

CACHE_KEY = "home.network"
SECONDS = 60


@dataclass(frozen=True)
class Region:
    """An administrative region with the number of its members, for the filter."""

    name: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class MemberList:
    """The members of one region or of all, and the regions there are."""

    municipalities: list[Municipality]
    total: int
    region: str
    regions: list[Region]
    map: DrawnMap | None
    has_assumptions: bool


def network_numbers() -> dict[str, Any]:
    """How many municipalities and people belong to the network, and where; at most a minute old."""
    numbers = caches["local"].get(CACHE_KEY)
    if numbers is None:
        members = Municipality.objects.members()
        numbers = {
            "municipalities": members.count(),
            "people": users_with(MEMBERS).count(),
            "points": _points(members.filter(is_fictitious=False).order_by("pk")),
        }
        caches["local"].set(CACHE_KEY, numbers, SECONDS)
    return numbers


def years_since(year: int | None) -> int | None:
    """How long the network exists, in full years."""
    return timezone.localdate().year - year if year else None


def member_list(region: str = "") -> MemberList:
    """The member municipalities from A to Z, of one administrative region or of all. One statement."""
    members = list(Municipality.objects.members().select_related("signing").order_by(fold("name"), "pk"))
    counts = Counter(each.region for each in members if each.region)
    region = region if region in counts else ""
    shown = [each for each in members if not region or each.region == region]
    return MemberList(
        municipalities=shown,
        total=len(members),
        region=region,
        regions=[Region(name, count, name == region) for name, count in sorted(counts.items())],
        map=map_of(_points(each for each in shown if not each.is_fictitious)),
        has_assumptions=any(each.membership_evidence != "documented" for each in shown),
    )


def signatories_by_year() -> list[tuple[int, list[Signing]]]:
    """Who signed the declaration, the first year first. One statement."""
    signings = Signing.objects.select_related("municipality").order_by("signed_on__year", "signed_on", "pk")
    years = groupby(signings, key=lambda signing: signing.signed_on.year)
    return [(year, sorted(group, key=str)) for year, group in years]


def speaker_cards() -> list[dict[str, Any]]:
    """The current speaker team: an elected office held in public, therefore name, function and municipality, and
    nothing else. One statement.
    """
    return [_card(term) for term in _speakers.rows()]


def _current_terms() -> QuerySet[Any]:
    terms = SpeakerTerm.objects.current().filter(person__is_active=True).select_related("person__profile")
    return terms.annotate(mandate=latest_mandate("person")).order_by("begins_on", "pk")


_speakers: Prepared[Any] = Prepared(_current_terms)


def _card(term: Any) -> dict[str, Any]:
    mandate, profile = term.mandate or {}, getattr(term.person, "profile", None)
    return {
        "id": term.person_id,
        "name": str(term.person),
        "municipality": mandate.get("label", ""),
        "function": mandate.get("function") or (profile.function if profile else ""),
        "begins_on": term.begins_on,
    }


def _points(municipalities: Any) -> list[Point]:
    return [Point(each.longitude, each.latitude, each.label) for each in municipalities]
