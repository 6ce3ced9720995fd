"""The drawn map: an outline, a few cities to find one's way by, and points. It is an inline SVG made by the server.

The plug-in knows no country: ``DIRECTORY["MAP"]`` names a ``Land``, or a callable that gives one (and caches it).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import cos, hypot, radians, sin

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from . import conf

WIDTH, MARGIN = 560, 14
RADIUS = 14  # of a numbered marker
CITY_SIZE, LETTER = 19, 0.56  # height of a city's name, and the width of its letters as a share of it
ROUNDS = 60  # of pushing markers apart; enough for a page of 25 in one corner

Position = tuple[float, float]  # longitude and latitude, or x and y


@dataclass(frozen=True)
class City:
    """A name on the map. ``anchor``: the end of the text that stands at the place ("start", "middle", "end")."""

    name: str
    longitude: float
    latitude: float
    anchor: str = "start"


@dataclass(frozen=True)
class Land:
    """The area that is drawn: closed rings of (longitude, latitude), and whom its data is owed to."""

    name: str | Promise
    rings: Sequence[Sequence[Position]]
    credit: str
    licence: str = ""
    licence_url: str = ""
    cities: Sequence[City] = ()

    def place(self, longitude: float, latitude: float) -> Position:
        """Where a place lies in the drawing.

        Equirectangular: x = m + (longitude - west) · cos φ · s and y = m + (north - latitude) · s, with φ the middle
        latitude and s so that the area fills the width.
        """
        west, north, stretch, scale = self._projection
        return MARGIN + (longitude - west) * stretch * scale, MARGIN + (north - latitude) * scale

    def holds(self, longitude: float | None, latitude: float | None) -> bool:
        """Whether a place lies in the drawing."""
        if longitude is None or latitude is None:
            return False
        x, y = self.place(longitude, latitude)
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    @cached_property
    def height(self) -> float:
        south = min(latitude for _longitude, latitude in self._corners)
        return self.place(0, south)[1] + MARGIN

    @cached_property
    def path(self) -> str:
        """The outline as the ``d`` of an SVG path."""
        return "".join(f"M{'L'.join(' '.join(_text(*self.place(*corner))) for corner in ring)}Z" for ring in self.rings)

    @cached_property
    def _corners(self) -> list[Position]:
        return [corner for ring in self.rings for corner in ring]

    @cached_property
    def _projection(self) -> tuple[float, float, float, float]:
        longitudes, latitudes = zip(*self._corners, strict=True)
        west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
        stretch = cos(radians((south + north) / 2))
        return west, north, stretch, (WIDTH - 2 * MARGIN) / ((east - west) * stretch)


@dataclass(frozen=True)
class Point:
    """A place to draw: a dot, or a marker where it has a number. ``tone``: "" (a hit), "off" or "on" (chosen)."""

    longitude: float | None
    latitude: float | None
    label: str = ""
    number: int | None = None
    tone: str = ""


@dataclass(frozen=True)
class Mark:
    """A drawn point. Coordinates are text with a point: templates must not localise them."""

    x: str
    y: str
    label: str
    number: int | None
    tone: str
    origin: tuple[str, str] | None = None  # the true place of a marker that had to give way


@dataclass(frozen=True)
class Name:
    """The name of a city in the drawing."""

    x: str
    y: str
    text: str
    anchor: str


@dataclass(frozen=True)
class DrawnMap:
    """What components/map.html draws."""

    name: str | Promise
    view_box: str
    path: str
    dots: Sequence[Mark]
    markers: Sequence[Mark]
    names: Sequence[Name]
    credit: str
    licence: str
    licence_url: str

    @property
    def tones(self) -> set[str]:
        """Which of »hit« (""), "off" and "on" occur, for the legend."""
        return {mark.tone for mark in (*self.dots, *self.markers)}


def the_land() -> Land | None:
    """The site's map, or None where it has none."""
    dotted = conf.value("MAP")
    if not dotted:
        return None
    found = import_string(dotted)
    land: Land = found() if callable(found) else found
    return land


def map_of(points: Iterable[Point]) -> DrawnMap | None:
    """The site's map with these points, or None where the site has no map.

    Points without coordinates or outside of the drawing are left out. No statement.
    """
    land = the_land()
    if land is None:
        return None
    placed = [(point, place) for point in points if (place := _place_in(land, point))]
    dots = [_mark(point, place) for point, place in placed if point.number is None]
    numbered = [(point, place) for point, place in placed if point.number is not None]
    spots = _apart([place for _point, place in numbered], land.height)
    markers = [_mark(point, spot, place) for (point, place), spot in zip(numbered, spots, strict=True)]
    return DrawnMap(
        name=land.name,
        view_box=f"0 0 {WIDTH} {land.height:.0f}",
        path=land.path,
        dots=sorted(dots, key=lambda mark: mark.tone != "off"),  # what matters lies above the rest
        markers=markers,
        names=_names(land, spots),
        credit=land.credit,
        licence=land.licence,
        licence_url=land.licence_url,
    )


def _place_in(land: Land, point: Point) -> Position | None:
    longitude, latitude = point.longitude, point.latitude
    if longitude is None or latitude is None or not land.holds(longitude, latitude):
        return None
    return land.place(longitude, latitude)


def _mark(point: Point, spot: Position, place: Position | None = None) -> Mark:
    has_moved = place is not None and hypot(spot[0] - place[0], spot[1] - place[1]) > RADIUS / 2
    origin = _text(*place) if place is not None and has_moved else None
    return Mark(*_text(*spot), point.label, point.number, point.tone, origin)


def _apart(places: Sequence[Position], height: float) -> list[Position]:
    """The places, pushed away from each other until no marker covers another one; they stay in the drawing."""
    spots = list(places)
    for _ in range(ROUNDS):
        is_calm = True
        for one, other in combinations(range(len(spots)), 2):
            (x1, y1), (x2, y2) = spots[one], spots[other]
            distance = hypot(x2 - x1, y2 - y1)
            if distance >= 2 * RADIUS:
                continue
            is_calm = False
            dx, dy = ((x2 - x1) / distance, (y2 - y1) / distance) if distance else (cos(one + other), sin(one + other))
            push = RADIUS - distance / 2 + 0.5
            spots[one] = _inside(x1 - dx * push, y1 - dy * push, height)
            spots[other] = _inside(x2 + dx * push, y2 + dy * push, height)
        if is_calm:
            break
    return spots


def _inside(x: float, y: float, height: float) -> Position:
    return min(max(x, RADIUS), WIDTH - RADIUS), min(max(y, RADIUS), height - RADIUS)


def _names(land: Land, spots: Sequence[Position]) -> list[Name]:
    """The names of cities that no marker covers."""
    return [
        Name(*_text(x, y), city.name, city.anchor)
        for city in land.cities
        for x, y in [land.place(city.longitude, city.latitude)]
        if not any(_covers(spot, x, y, city) for spot in spots)
    ]


def _covers(spot: Position, x: float, y: float, city: City) -> bool:
    width = len(city.name) * CITY_SIZE * LETTER
    start = x - width * {"start": 0, "middle": 0.5, "end": 1}[city.anchor]
    beside_x = start - RADIUS < spot[0] < start + width + RADIUS
    return beside_x and y - CITY_SIZE - RADIUS < spot[1] < y + RADIUS


def _text(x: float, y: float) -> tuple[str, str]:
    return f"{x:.1f}", f"{y:.1f}"
