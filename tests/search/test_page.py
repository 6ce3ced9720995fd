"""/suche/ on real rows: what each role finds and is shown, rights asked again, numbers, states, addresses."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import BaseViewRestriction, PageViewRestriction

from directory.enums import Audience
from directory.models import Expertise, Municipality, Profile
from forum.actions.answers import accept_answer
from forum.models import Post, Thread
from home.models import ContentPage, EventIndexPage, EventPage
from home.starter import create_starter_pages
from search.highlight import Marker
from search.index import write
from search.language import analyse_query
from search.query import Kind
from search.sources import all_sources
from tests.factories import (
    make_applicant,
    make_area,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_thread,
    make_topic,
)

pytestmark = pytest.mark.django_db

RESULT = re.compile(r'<h3><a href="([^"]+)">(.*?)</a></h3>')
TAB = re.compile(r'<a href="\?[^"]*"(?: aria-current="page")?>([^<]+) <span class="kn-n">([^<]+)</span></a>')


def index_everything():
    for source in all_sources():
        write(source.kind, list(source.everything().values_list("pk", flat=True)))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A small network in which every kind of thing speaks of clubs, indexed; each test rolls back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def build_world():
    found = SimpleNamespace(applicant=make_applicant())
    found.town = make_municipality("Coesfeld", label="Kreis Coesfeld", kind="kreis", population=220_000)
    found.club_town = make_municipality("Verein", label="Gemeinde Verein", kind="gemeinde", population=9_000)
    found.expert = make_member(found.town, first_name="Petra", last_name="Voßkuhl")
    found.member, found.colleague = make_member(), make_member(found.town)
    topic = make_topic("Umgang mit Krisen", slug="krisen")
    make_profile(found.expert, about="Ich berate Vereine zum Notfallplan.", phone="0251 4711")
    profile = make_profile(found.colleague, about="Vereine sind mein Alltag.", about_audience=Audience.MUNICIPALITY)
    Expertise.objects.create(profile=found.expert.profile, direction="offers", topic=topic, note="Vereinbarungen")
    found.colleague_profile = profile
    _forum(found, topic)
    _pages(found)
    index_everything()
    return found


def _forum(found, topic):
    found.area = make_area("Umgang mit Krisen", topic=topic)
    found.question = make_thread(
        found.area,
        found.member,
        title="Stromausfall: Welche Rolle haben Vereine?",
        text="<p>Wir möchten die Vereine früh einbinden.</p><p>Wie machen Sie das?</p>",
    )
    answer = make_post(found.question, found.expert, text="<p>Regeln Sie mit jedem Verein drei Dinge.</p>")
    accept_answer(actor=found.member, post=answer)
    found.other = make_thread(found.area, title="Mustervertrag für Häuser", kind="discussion")
    found.reply = make_post(found.other, found.expert, text="<p>Unsere Vereine haben ihn unterschrieben.</p>")
    insider = make_member()
    found.secret = make_thread(
        make_area("Kreis der Ruhe", members=[insider]), insider, title="Geheime Vereine", text="Vereine im Stillen"
    )


def _pages(found):
    home = create_starter_pages()
    found.page = home.add_child(instance=ContentPage(title="Vereine fördern", intro="Was für Vereine da ist."))
    found.inside = home.add_child(instance=ContentPage(title="Vereine intern", intro="Nur für uns."))
    PageViewRestriction.objects.create(page=found.inside, restriction_type=BaseViewRestriction.LOGIN)
    home.add_child(instance=ContentPage(title="Vereine im Entwurf", live=False))
    events = home.get_children().type(EventIndexPage).first() or home.add_child(
        instance=EventIndexPage(title="Treffen")
    )
    begin = timezone.now() + timedelta(days=30)
    found.event = events.add_child(
        instance=EventPage(
            title="Netzwerktreffen der Vereine",
            kind="netzwerktreffen",
            starts_at=begin,
            ends_at=begin + timedelta(hours=5),
            place="Hagen",
            teaser="Mit allen Vereinen im Gespräch.",
            joining_info="<p>Raumcode Vereine-4711</p>",
        )
    )


@pytest.fixture(autouse=True)
def rolled_back(world, db):
    return world


@pytest.fixture
def ask():
    """`ask(person, q=…)`: the page as this person gets it."""

    def ask(person=None, *, status=200, **params):
        client = Client()
        if person:
            client.force_login(person)
        response = client.get(f"/suche/?{urlencode(params, doseq=True)}")
        assert response.status_code == status, response
        return response

    return ask


def text(response):
    return response.content.decode()


def titles(response):
    """The found titles, without marks."""
    return {unescape(re.sub("<.*?>", "", title)) for _, title in RESULT.findall(text(response))}


def tabs(response):
    return dict(TAB.findall(text(response)))


FOR_ALL = {"Vereine fördern", "Netzwerktreffen der Vereine"}
FOR_MEMBERS = FOR_ALL | {
    "Vereine intern",
    "Stromausfall: Welche Rolle haben Vereine?",
    "Mustervertrag für Häuser",
    "Petra Voßkuhl",
    "Gemeinde Verein",
}


def test_what_each_role_finds(world, ask):
    assert titles(ask(None, q="Verein")) == FOR_ALL
    assert titles(ask(world.applicant, q="Verein")) == FOR_ALL
    assert titles(ask(world.member, q="Verein")) == FOR_MEMBERS
    assert titles(ask(world.expert, q="Verein")) == FOR_MEMBERS | {str(world.colleague)}, "colleagues see more fields"
    assert "Geheime Vereine" not in text(ask(make_speaker(), q="Verein"))


def test_tabs_and_their_numbers(world, ask):
    assert tabs(ask(None, q="Verein")) == {"Alles": "2", "Termine": "1", "Seiten": "1"}
    numbers = tabs(ask(world.member, q="Verein"))
    assert numbers == {"Alles": "7", "Forum": "2", "Personen": "1", "Kommunen": "1", "Termine": "1", "Seiten": "2"}
    for tab, name in [("forum", "Forum"), ("personen", "Personen"), ("kommunen", "Kommunen"), ("seiten", "Seiten")]:
        response = ask(world.member, q="Verein", bereich=tab)
        assert str(len(titles(response))) == numbers[name]
        assert tabs(response) == numbers, "the tabs stay when one is chosen"


def test_who_lacks_a_tab(world, ask):
    for tab in ("forum", "personen", "kommunen"):
        answer = ask(None, q="Verein", bereich=tab, status=302)
        assert answer.url.startswith("/konto/anmelden/?next=/suche/")
        ask(world.applicant, q="Verein", bereich=tab, status=404)


def test_lines_say_what_members_need(world, ask):
    html = text(ask(world.member, q="Verein"))
    assert "Angenommene Antwort von Petra Voßkuhl:" in html or "Wir möchten die <mark>Vereine</mark>" in html
    assert "Beantwortete Frage" in html
    assert "1 Antwort ·" in html
    assert f"Beitrag #2 von Petra Voßkuhl, Kreis Coesfeld · {world.area.name}" in html
    assert f'href="/forum/beitrag/{world.reply.pk}/"' in html
    assert "Unsere <mark>Vereine</mark> haben ihn unterschrieben." in html
    assert "Kreis Coesfeld · Umgang mit Krisen" in html, "the person: municipality and what they advise on"
    assert "Gemeinde · Münster · bis 10.000 Einwohner" in html
    assert "Hagen" in html
    assert "Öffentlich" in html
    assert "Nur für Mitglieder" in html
    assert "Raumcode" not in html
    html = text(ask(world.member, q="Verein", bereich="personen"))
    assert "Ich berate <mark>Vereine</mark> zum Notfallplan." in html


def test_closed_fields_are_not_shown(world, ask):
    """The words of a profile are cut from what this viewer sees, whatever was found."""
    name = world.colleague.last_name
    assert "Alltag" not in text(ask(world.member, q=name, bereich="personen"))
    assert "sind mein Alltag" in text(ask(world.expert, q=name, bereich="personen"))
    assert "4711" not in text(ask(world.expert, q="Voßkuhl", bereich="personen"))


def test_a_row_that_may_not_be_seen_any_more_is_left_out(world, ask):
    """The documents still say otherwise: nothing told the index."""
    assert len(titles(ask(world.member, q="Verein"))) == len(FOR_MEMBERS)
    Post.objects.filter(pk=world.reply.pk).update(visibility="hidden")
    Thread.objects.filter(pk=world.question.pk).update(visibility="deleted")
    Profile.objects.filter(person=world.expert).update(about_audience=Audience.NOBODY)
    ContentPage.objects.filter(pk=world.page.pk).update(live=False)
    PageViewRestriction.objects.create(page=world.event, restriction_type=BaseViewRestriction.PASSWORD)
    Municipality.objects.filter(pk=world.club_town.pk).update(label="Gemeinde <b>Neu</b>")

    for person in (world.member, make_speaker()):
        response = ask(person, q="Verein")
        assert titles(response) == {"Petra Voßkuhl", "Vereine intern", "Gemeinde <b>Neu</b>"}
        assert "Gemeinde &lt;b&gt;Neu&lt;/b&gt;" in text(response)
        assert "Ich berate" not in text(ask(person, q="Verein", bereich="personen"))
    assert titles(ask(None, q="Verein")) == set()


# session, user, keys, bell; find: time limit, candidates, time limit; of each kind, and topics where some are found
STATEMENTS = 7
FORUM = STATEMENTS + 4  # threads, posts, author cards, topics
PEOPLE = STATEMENTS + 2  # profiles with mandates, expertise
MUNICIPALITIES = STATEMENTS + 1
PAGES = STATEMENTS + 3  # pages, the site and where it begins
ALL = STATEMENTS + 4 + 2 + 1 + 3


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


NASTY = [
    '<script>alert("x")</script>',
    "\"'><img src=x>",
    "' OR 1=1 --",
    "{{ 7|add:7 }}",
    "\\",
    "NOT * :* & | !",
    "a\x00b",
]


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_typed_is_words_and_nothing_else(world, ask, typed):
    for person in (None, world.member):
        html = text(ask(person, q=typed))
        for harm in ("<script>alert", "<img", "14"):
            assert harm not in re.sub(r'<script type="module"[^>]*>', "", html).replace("2014", "")


def test_markup_in_titles_and_texts_stays_text(world, ask):
    make_thread(world.area, title="<script>Sonderwort</script> & <b>mehr</b>", text="<p>Sonderwort &lt;i&gt; zwei</p>")
    index_everything()
    html = text(ask(world.member, q="Sonderwort"))
    assert "&lt;script&gt;<mark>Sonderwort</mark>&lt;/script&gt; &amp; &lt;b&gt;mehr&lt;/b&gt;" in html
    assert "<mark>Sonderwort</mark> &lt;i&gt; zwei" in html


@pytest.mark.parametrize(
    ("asked", "written", "shown"),
    [
        ("Verein", "Unsere Vereine und Vereinen", "Unsere <mark>Vereine</mark> und <mark>Vereinen</mark>"),
        ("Muenster", "Die Stadt Münster", "Die Stadt <mark>Münster</mark>"),
        ("Übungsleiter", "Uebungsleitern danken", "<mark>Uebungsleitern</mark> danken"),
        ("strasse", "Straßen und Plätze", "<mark>Straßen</mark> und Plätze"),
        ("PLATZ", "Straßen und Plätze", "Straßen und <mark>Plätze</mark>"),
        ("E-Mail", "Eine E-Mail, eine Email", "Eine <mark>E-Mail</mark>, eine <mark>Email</mark>"),
        ("und", "Ja und nein", "Ja und nein"),
        ("<b>", "a < b & <b>", "a &lt; <mark>b</mark> &amp; &lt;<mark>b</mark>&gt;"),
        ("volunteer", "Volunteers welcome", "<mark>Volunteers</mark> welcome"),
    ],
)
def test_marks(asked, written, shown):
    terms = [term for word in analyse_query(asked) for term in word.terms]
    assert Marker(terms).mark(written) == shown


def test_snippets_show_the_place():
    filler = "Ein Satz ohne Belang steht hier. " * 30
    marker = Marker(["verein", "notfallplan"])
    snippet = marker.snippet(f"{filler}Der Verein schweigt. {filler}Hier nennt der Notfallplan jeden Verein. {filler}")
    assert "Hier nennt der <mark>Notfallplan</mark> jeden <mark>Verein</mark>." in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(re.sub("<.*?>", "", snippet)) <= 244
    assert marker.snippet("Kurz.") == "Kurz."
    assert len(marker.snippet("x" * 5000)) < 250
    assert marker.snippet("") == ""


@pytest.fixture
def forty(world):
    """41 municipalities."""
    rows = [
        Municipality(
            key=f"7{number:07}", name=f"Quarz {number}", label=f"Quarz {number}", slug=f"quarz-{number}", kind="stadt"
        )
        for number in range(41)
    ]
    Municipality.objects.bulk_create(rows)
    write(Kind.MUNICIPALITY, [row.pk for row in Municipality.objects.filter(slug__startswith="quarz-")])


def test_pages(world, ask, forty):
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


def test_more_than_a_thousand(world, ask):
    rows = [
        Municipality(
            key=f"7{number:07}", name=f"Quarz {number}", label=f"Quarz {number}", slug=f"quarz-{number}", kind="stadt"
        )
        for number in range(1001)
    ]
    Municipality.objects.bulk_create(rows)
    write(Kind.MUNICIPALITY, [row.pk for row in Municipality.objects.filter(slug__startswith="quarz-")])
    response = ask(world.member, q="Quarz")
    assert tabs(response)["Kommunen"] == "1.000+"
    assert "1.000+ Ergebnisse" in text(response)
    last = text(ask(world.member, q="Quarz", ab=991))
    assert "991 bis 1.000 von 1.000+" in last
    assert "Mehr Treffer als diese werden nicht gezeigt." in last
    assert 'rel="next"' not in last
    assert ask(world.member, q="Quarz", ab=1001, status=302).url.endswith("ab=991")


def test_filters_and_their_chips(world, ask):
    response = ask(world.member, q="Verein", thema="krisen", beantwortet="1", zeitraum="jahr")
    assert titles(response) == {"Stromausfall: Welche Rolle haben Vereine?"}
    html = text(response)
    assert re.findall(r'<a class="kn-chip" href="([^"]+)">([^<]+)', html) == [
        ("?q=Verein&amp;beantwortet=1&amp;zeitraum=jahr", "Umgang mit Krisen"),
        ("?q=Verein&amp;thema=krisen&amp;beantwortet=1", "Letztes Jahr"),
        ("?q=Verein&amp;thema=krisen&amp;zeitraum=jahr", "Nur beantwortete Fragen"),
    ]
    assert "kn-chip" not in text(ask(world.member, q="Verein"))
    Thread.objects.filter(pk=world.question.pk).update(bumped_at=timezone.now() - timedelta(days=40))
    index_everything()
    assert titles(ask(world.member, q="Verein", bereich="forum", zeitraum="monat")) == {"Mustervertrag für Häuser"}
    newest = RESULT.findall(text(ask(world.member, q="Verein", bereich="forum", sortierung="neueste")))
    assert [title for _, title in newest][-1].startswith("Stromausfall")


@pytest.mark.parametrize(
    "params",
    [
        {"bereich": "alles"},
        {"zeitraum": "woche"},
        {"sortierung": "-1"},
        {"beantwortet": "ja"},
        {"thema": "gibt-es-nicht"},
        {"thema": "kr\x00isen"},
        {"thema": ["krisen", "'"]},
    ],
)
def test_values_that_do_not_exist(world, ask, params):
    ask(world.member, q="Verein", status=404, **params)


def test_states_without_results(world, ask):
    html = text(ask(world.member, q="Quastenflosser", thema="krisen"))
    assert "Kein Treffer für „Quastenflosser“" in html
    assert 'href="/forum/neu/"' in html
    assert "Überall ohne Filter suchen" in html
    assert "Im Forum fragen" not in text(ask(None, q="Quastenflosser"))
    for words in ("und der mit", "!?", "…"):
        assert "Bitte ergänzen Sie ein aussagekräftiges Wort" in text(ask(world.member, q=words))
    start = text(ask(world.member))
    assert "Zum Beispiel" in start
    assert "Ehrenamtskarte" in start
    assert "angemeldet" in text(ask(None, q="  "))


def test_a_question_that_is_too_long_is_kept(world, ask):
    response = ask(world.member, q="Verein " * 30, status=422)
    assert "Ihre Suche hat 209 Zeichen, erlaubt sind 200. Bitte kürzen Sie sie um 9 Zeichen." in text(response)
    assert "Verein Verein" in text(response)
    assert 'aria-invalid="true"' in text(response)


def test_what_was_meant(world, ask):
    html = text(ask(world.member, q="Notfalplan"))
    assert "Nichts gefunden zu „Notfalplan“. Ergebnisse für „Notfallplan“." in html
    assert "Petra Voßkuhl" in html


def test_the_way_to_the_search_is_on_every_page(world, client):
    assert 'href="/suche/"' in client.get("/").content.decode()
    client.force_login(world.member)
    assert 'action="/suche/"' in client.get("/uebersicht/").content.decode()
    assert client.get("/suche/?q=Verein").content.decode().count('role="search"') == 1
