"""The drawn map: where points lie, what is numbered, and that the plug-in knows no country of its own."""

import re
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest

import directory
from cms.demo.seed.world import table
from cms.maps import network_map
from directory.maps import RADIUS, WIDTH, City, Land, Point, map_of
from tests.factories import make_member, make_municipality

PEOPLE, MUNICIPALITIES = "/verzeichnis/", "/verzeichnis/kommunen/"
SQUARE = Land("Quadratien", [[(0, 0), (10, 0), (10, 10), (0, 10)]], "© Niemand", cities=[City("Mitte", 5, 5)])


def test_the_projection_fills_the_drawing_and_keeps_proportions():
    assert SQUARE.place(0, 10) == (14, 14)
    assert SQUARE.place(10, 0)[0] == WIDTH - 14 and SQUARE.place(10, 0)[1] == pytest.approx(SQUARE.height - 14)
    assert (SQUARE.height - 28) / (WIDTH - 28) == pytest.approx(1, abs=0.01)  # near the equator a degree is a degree
    assert SQUARE.path.startswith("M14.0 ") and SQUARE.path.endswith("Z")


def test_every_body_of_the_state_lies_within_its_outline():
    land = network_map()
    places = [(float(row["longitude"]), float(row["latitude"])) for row in table("bodies.csv")]
    assert len(places) > 400
    assert [place for place in places if not inside(place, land.rings[0])] == []
    assert all(land.holds(*place) for place in places)
    assert not land.holds(13.4, 52.5) and not land.holds(None, 51.0)


def inside(place, ring):
    """Counts the borders east of a place; the border is simplified, so it may miss by a kilometre."""
    x, y = place
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if min(hypot(x1 - x, y1 - y), hypot(x2 - x, y2 - y)) < 0.05:
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize("step", [0, 0.001, 0.02])
def test_markers_give_way_to_each_other_and_stay_in_the_drawing(settings, step):
    settings.DIRECTORY = {**settings.DIRECTORY, "MAP": "tests.directory.test_map.SQUARE"}
    drawn = map_of([Point(9.9 - step * n, 0.1 + step * (n % 5), f"Ort {n}", n) for n in range(25)])
    spots = [(float(mark.x), float(mark.y)) for mark in drawn.markers]
    assert len(spots) == 25
    assert min(hypot(x1 - x2, y1 - y2) for (x1, y1), (x2, y2) in combinations(spots, 2)) > 2 * RADIUS - 4
    assert all(RADIUS <= x <= WIDTH - RADIUS and RADIUS <= y <= SQUARE.height - RADIUS + 0.1 for x, y in spots)
    assert [name.text for name in drawn.names] == ["Mitte"]
    assert map_of([Point(5.2, 5, "Hier", 1)]).names == []  # the marker would cover it
    assert map_of([Point(99, 99), Point(None, 5)]).dots == []


@pytest.fixture
def member(db, client):
    home = make_municipality("Heim", longitude=7.6, latitude=51.9)
    user = make_member(home, last_name="Aal")
    make_member(home, last_name="Bach")
    make_member(make_municipality("Fern", longitude=7.0, latitude=51.2), last_name="Cramer")
    make_member(make_municipality("Ohne Ort"), last_name="Dorn")
    make_municipality("Niemand", longitude=8.5, latitude=52.0)
    client.force_login(user)
    return user


def test_a_municipality_has_one_number_in_list_and_map(client, member):
    page = client.get(PEOPLE, {"ansicht": "karte"})
    assert [row.number for row in page.context["rows"]] == [1, 1, 2, None]
    drawn = page.context["map"]
    assert [(mark.number, mark.label) for mark in drawn.markers] == [(1, "1: Stadt Heim"), (2, "2: Stadt Fern")]
    assert [mark.label for mark in drawn.dots] == ["Stadt Niemand"]
    assert "Karte von Nordrhein-Westfalen: Die Treffer dieser Seite liegen in 2 Kommunen." in page.text
    assert "GeoBasis-DE / BKG 2021 (Daten verändert)" in page.text
    picture = page.text.partition("<svg viewBox")[2].partition("</svg>")[0]
    assert "<a" not in picture and "tabindex" not in picture  # the list has the links
    assert not re.search(r'(?:cx|cy|x|y)="\d+,', picture)  # numbers of a drawing have a point in German, too
    page = client.get(MUNICIPALITIES, {"ansicht": "karte"})
    assert [(town.name, number) for town, number in page.context["rows"]] == [
        ("Fern", 1), ("Heim", 2), ("Niemand", 3), ("Ohne Ort", None)
    ]  # fmt: skip
    assert "<svg viewBox" in client.get(member.mandates.get().municipality.get_absolute_url()).text


def test_without_the_setting_there_is_no_map_and_no_way_to_it(client, member, settings):
    settings.DIRECTORY = {name: value for name, value in settings.DIRECTORY.items() if name != "MAP"}
    page = client.get(PEOPLE, {"ansicht": "karte"})
    assert page.context["map"] is None and "Liste und Karte" not in page.text and "kn-map" not in page.text
    assert "kn-map" not in client.get(member.mandates.get().municipality.get_absolute_url()).text


def test_the_plug_in_names_no_country():
    root = Path(directory.__file__).parent
    sources = [path for suffix in ("py", "html", "js") for path in root.rglob(f"*.{suffix}")]
    words = re.compile(r"Nordrhein|Westfalen|North Rhine|BKG")
    assert [path.name for path in sources if words.search(path.read_text())] == []
