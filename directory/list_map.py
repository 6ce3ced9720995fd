"""The map beside a list: the municipalities of the page with numbers, all other members as grey dots."""

from collections.abc import Iterable
from typing import Protocol

from kit.access import Person

from .maps import DrawnMap, Point, map_of, the_land
from .models import Municipality
from .querysets import MunicipalityQuerySet


class Place(Protocol):
    """A municipality, or the facts of one (``feeds.Role``)."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def latitude(self) -> float | None: ...


def numbers_of(places: Iterable[Place]) -> dict[str, int]:
    """A number for each municipality that can be drawn, by key, in the order in which the list names them first."""
    land = the_land()
    drawn = dict.fromkeys(place.key for place in places if land and land.holds(place.longitude, place.latitude))
    return {key: number for number, key in enumerate(drawn, start=1)}


def list_map(viewer: Person, places: Iterable[Place]) -> DrawnMap | None:
    """The map of one page of a list. One statement, for the other members."""
    by_key = {place.key: place for place in places}
    numbers = numbers_of(by_key.values())
    hits = [
        Point(by_key[key].longitude, by_key[key].latitude, f"{number}: {by_key[key].label}", number)
        for key, number in numbers.items()
    ]
    members: MunicipalityQuerySet = Municipality.objects.visible_to(viewer).members()
    others = members.exclude(key__in=list(numbers)).order_by("pk").values_list("longitude", "latitude", "label")
    return map_of([*(Point(*other, tone="off") for other in others), *hits])
