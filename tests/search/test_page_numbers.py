"""How many: statements of a page, pages of results, and where numbers end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Municipality
from home.models import ContentPage, EventPage
from search.index import write
from search.query import Kind
from tests.factories import make_member, make_municipality, make_post, make_thread

from .pages import RESULT, ask, index_everything, tabs, text, titles

pytestmark = pytest.mark.django_db

# session, user with keys, bell; find: time limit, candidates, time limit; of each kind; topics are known
STATEMENTS = 6
FORUM = STATEMENTS + 3  # threads, posts, author cards
PEOPLE = STATEMENTS + 2  # profiles with mandates, expertise
MUNICIPALITIES = STATEMENTS + 1
PAGES = STATEMENTS + 3  # pages, the site and where it begins
ALL = STATEMENTS + 3 + 2 + 1 + 3


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(
    ("tab", "expected"),
    [("forum", FORUM), ("personen", PEOPLE), ("kommunen", MUNICIPALITIES), ("termine", PAGES), ("seiten", PAGES)],
)
def test_statements_of_each_kind(world, client, rows, tab, expected):
    fill(world, rows, tab)
    assert statements(world, client, f"/suche/?q=Zählwort&bereich={tab}", min(rows, 10)) == expected


@pytest.mark.parametrize("rows", [1, 2])
def test_statements_of_all_kinds_together(world, client, rows):
    for tab in ("forum", "personen", "kommunen", "termine", "seiten"):
        fill(world, rows, tab)
    assert statements(world, client, "/suche/?q=Zählwort", 5 * rows) == ALL


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Zählwort", FORUM),
        ("Alpenveilchen Blumentopf Clematis Dahlienbeet", FORUM),
        ("Zählwrot", FORUM + 7),  # time limit, similar terms, spelling, time limit; candidates between two of these
        ("Alpenveilchen Blumentopf Clematis Dahlienbete", FORUM + 11),  # and for each word whether a document has it
        ("Alpenveilchen Zählwort Unsinnigkeitsword", FORUM + 9),  # the same of three words, and nothing is alike
    ],
)
def test_statements_of_each_question(world, client, typed, expected):
    for _ in range(3):
        make_post(make_thread(world.area), text="<p>Zählwort, Alpenveilchen, Blumentopf, Clematis, Dahlienbeet</p>")
    index_everything()
    assert statements(world, client, f"/suche/?q={typed}", 3) == expected


def statements(world, client, address, shown):
    client.force_login(world.member)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert len(RESULT.findall(text(response))) == shown
    print(*(query["sql"][:200] for query in captured), sep="\n")  # noqa: T201  pytest shows it on failure
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def fill(world, rows, tab):
    name = "Zählwort {} " + tab
    for number in range(rows):
        match tab:
            case "forum" if number % 2:
                make_post(make_thread(world.area, title=f"Eins {number}"), text="<p>Ein Zählwort</p>")
            case "forum":
                make_post(make_thread(world.area, title=name.format(number)), text="<p>Noch ein Zählwort</p>")
            case "kommunen":
                make_municipality(name.format(number))
            case "personen":
                make_member(world.town, first_name="Zählwort", last_name=f"Nummer{number}")
            case "termine":
                fields = {"starts_at": world.event.starts_at, "ends_at": world.event.ends_at, "place": "Hagen"}
                world.event.get_parent().add_child(instance=EventPage(title=name.format(number), **fields))
            case "seiten":
                world.page.get_parent().add_child(instance=ContentPage(title=name.format(number)))
    index_everything()


def make_many(count):
    """So many municipalities called Quarz."""
    names = [f"Quarz {number}" for number in range(count)]
    rows = [
        Municipality(key=f"7{number:07}", name=name, label=name, slug=f"quarz-{number}", kind="stadt")
        for number, name in enumerate(names)
    ]
    write(Kind.MUNICIPALITY, [row.pk for row in Municipality.objects.bulk_create(rows)])


def test_pages(world):
    make_many(41)
    seen = set()
    for start, shown in [("", "1 bis 10 von 41"), ("11", "11 bis 20 von 41"), ("41", "41 bis 41 von 41")]:
        response = ask(world.member, q="Quarz", ab=start)
        assert shown in text(response)
        seen |= titles(response)
    assert len(seen) == 21
    assert 'rel="prev"' not in text(ask(world.member, q="Quarz"))
    last = text(ask(world.member, q="Quarz", ab=41))
    assert 'rel="next"' not in last
    assert 'href="?q=Quarz&amp;ab=31"' in last
    for start, page in [("0", "1 bis"), ("abc", "1 bis"), ("-4", "1 bis"), ("15", "11 bis"), ("9" * 30, "1 bis")]:
        assert page in text(ask(world.member, q="Quarz", ab=start))
    assert ask(world.member, q="Quarz", ab=51, status=302).url == "/suche/?q=Quarz&ab=41"


def test_more_than_a_thousand(world):
    make_many(1001)
    response = ask(world.member, q="Quarz")
    assert tabs(response)["Kommunen"] == "1.000+"
    assert "1.000+ Ergebnisse" in text(response)
    last = text(ask(world.member, q="Quarz", ab=991))
    assert "991 bis 1.000 von 1.000+" in last
    assert "Mehr Treffer als diese werden nicht gezeigt." in last
    assert 'rel="next"' not in last
    assert ask(world.member, q="Quarz", ab=1001, status=302).url.endswith("ab=991")
