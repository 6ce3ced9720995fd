"""/suche/ on real rows: what each role finds and is shown, rights asked again, numbers, states, addresses."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import BaseViewRestriction, PageViewRestriction

from directory.enums import Audience
from directory.models import Municipality, Profile
from forum.models import Post, Thread
from home.models import ContentPage
from tests.factories import make_speaker, make_thread

from .pages import RESULT, ask, index_everything, tabs, text, titles

pytestmark = pytest.mark.django_db

FOR_ALL = {"Vereine fördern", "Netzwerktreffen der Vereine"}
FOR_MEMBERS = FOR_ALL | {
    "Vereine intern",
    "Stromausfall: Welche Rolle haben Vereine?",
    "Mustervertrag für Häuser",
    "Petra Voßkuhl",
    "Gemeinde Verein",
}


def test_what_each_role_finds(world):
    assert titles(ask(None, q="Verein")) == FOR_ALL
    assert titles(ask(world.applicant, q="Verein")) == FOR_ALL
    assert titles(ask(world.member, q="Verein")) == FOR_MEMBERS
    assert titles(ask(world.expert, q="Verein")) == FOR_MEMBERS | {str(world.colleague)}, "colleagues see more fields"
    assert "Geheime Vereine" not in text(ask(make_speaker(), q="Verein"))


def test_tabs_and_their_numbers(world):
    assert tabs(ask(None, q="Verein")) == {"Alles": "2", "Termine": "1", "Seiten": "1"}
    numbers = tabs(ask(world.member, q="Verein"))
    others = {"Dateien": "0", "Personen": "1", "Kommunen": "1", "Termine": "1", "Seiten": "2"}
    assert numbers == {"Alles": "7", "Forum": "2", **others}
    for tab, name in [("forum", "Forum"), ("personen", "Personen"), ("kommunen", "Kommunen"), ("seiten", "Seiten")]:
        response = ask(world.member, q="Verein", bereich=tab)
        assert str(len(titles(response))) == numbers[name]
        assert tabs(response) == numbers, "the tabs stay when one is chosen"


def test_who_lacks_a_tab(world):
    for tab in ("forum", "personen", "kommunen"):
        answer = ask(None, q="Verein", bereich=tab, status=302)
        assert answer.url.startswith("/konto/anmelden/?next=/suche/")
        ask(world.applicant, q="Verein", bereich=tab, status=404)


def test_lines_say_what_members_need(world):
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


def test_closed_fields_are_not_shown(world):
    """The words of a profile are cut from what this viewer sees, whatever was found."""
    name = world.colleague.last_name
    assert "Alltag" not in text(ask(world.member, q=name, bereich="personen"))
    assert "sind mein Alltag" in text(ask(world.expert, q=name, bereich="personen"))
    assert "4711" not in text(ask(world.expert, q="Voßkuhl", bereich="personen"))


def test_a_row_that_may_not_be_seen_any_more_is_left_out(world):
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


NASTY = [
    '<script>alert("x")</script>',
    "\"'><img src=x>",
    "' OR 1=1 --",
    "{{ 77777|add:77777 }}",
    "\\",
    "NOT * :* & | !",
    "a\x00b",
]


@pytest.mark.parametrize("typed", NASTY)
def test_what_is_typed_is_words_and_nothing_else(world, typed):
    for person in (None, world.member):
        html = text(ask(person, q=typed))
        for harm in ("<script>alert", "<img src=x", "155554"):
            assert harm not in re.sub(r'<script type="module"[^>]*>', "", html).replace("2014", "")


def test_markup_in_titles_and_texts_stays_text(world):
    make_thread(world.area, title="<script>Sonderwort</script> & <b>mehr</b>", text="<p>Sonderwort &lt;i&gt; zwei</p>")
    index_everything()
    html = text(ask(world.member, q="Sonderwort"))
    assert "&lt;script&gt;<mark>Sonderwort</mark>&lt;/script&gt; &amp; &lt;b&gt;mehr&lt;/b&gt;" in html
    assert "<mark>Sonderwort</mark> &lt;i&gt; zwei" in html


def test_filters_and_their_chips(world):
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
def test_values_that_do_not_exist(world, params):
    ask(world.member, q="Verein", status=404, **params)


def test_states_without_results(world):
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


def test_a_question_that_is_too_long_is_kept(world):
    response = ask(world.member, q="Verein " * 30, status=422)
    assert "Ihre Suche hat 209 Zeichen, erlaubt sind 200. Bitte kürzen Sie sie um 9 Zeichen." in text(response)
    assert "Verein Verein" in text(response)
    assert 'aria-invalid="true"' in text(response)


def test_what_was_meant(world):
    html = text(ask(world.member, q="Notfalplan"))
    assert "Nichts gefunden zu „Notfalplan“. Ergebnisse für „Notfallplan“." in html
    assert "Petra Voßkuhl" in html


def test_the_way_to_the_search_is_on_every_page(world, client):
    assert 'href="/suche/"' in client.get("/").content.decode()
    client.force_login(world.member)
    assert 'action="/suche/"' in client.get("/uebersicht/").content.decode()
    assert client.get("/suche/?q=Verein").content.decode().count('role="search"') == 1


def test_one_word_of_several(world):
    html = text(ask(world.member, q="Verein Quastenflosser"))
    assert "Nichts enthält alle diese Wörter." in html
    assert "Vereine fördern" in titles(ask(world.member, q="Verein Quastenflosser"))
    assert "Nichts enthält alle" not in text(ask(world.member, q="Verein fördern"))
    assert "Alle gefundenen Personen" not in html, "the one person stands there already"
