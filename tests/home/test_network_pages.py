"""What the public site tells of the network from the directory, the frequent questions, and both languages."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from wagtail.models import Locale

from home.models import FaqEntry, NewsPage, SiteSettings
from tests.factories import (
    make_admin,
    make_editor,
    make_member,
    make_municipality,
    make_signing,
    make_speaker,
)

ENGLISH_PATHS = [
    "/en/",
    "/en/about/",
    "/en/about/joint-declaration/",
    "/en/members/",
    "/en/join/",
    "/en/imprint/",
    "/en/privacy/",
    "/en/accessibility/",
    "/en/contact/",
    "/en/report-barrier/",
]
TWINS = [
    ("/", "/en/"),
    ("/netzwerk/gemeinsame-erklaerung/", "/en/about/joint-declaration/"),
    ("/impressum/", "/en/imprint/"),
    ("/kontakt/", "/en/contact/"),
    ("/barriere-melden/", "/en/report-barrier/"),
]


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def make_town(name, region="Münster", **fields):
    return make_municipality(name, region=region, longitude=7.44, latitude=52.28, **fields)


def test_the_members_are_listed_with_years_marks_and_credit(client, home):
    make_signing(make_town("Rheine"), signed_on=date(2017, 12, 6))
    assumed = make_town("Velbert", "Düsseldorf", membership_evidence="assumed")
    make_signing(assumed, signed_on=date(2014, 1, 1), precision="year", evidence="assumed")
    make_town("Nicht dabei", is_member=False)
    page = text(client, "/mitglieder/")
    assert "unterzeichnet 6. Dezember 2017" in page and "unterzeichnet 2014" in page and "1. Januar" not in page
    assert page.count('href="#annahme"') == 1 and "Annahme: Keine öffentliche Quelle" in page
    assert "Nicht dabei" not in page
    assert "Destatis; © GeoBasis-DE / BKG 2021 (Daten verändert)" in page
    assert page.index("Rheine") < page.index("Velbert")


def test_the_members_of_one_region(client, home):
    make_town("Rheine")
    make_town("Velbert", "Düsseldorf")
    page = text(client, "/mitglieder/?bezirk=M%C3%BCnster")
    assert "Rheine" in page and "<b>Velbert" not in page
    assert "Alle (2)" in page and "Düsseldorf (1)" in page
    assert page.count('<circle class="dot"') == 1
    assert "Velbert" in text(client, "/mitglieder/?bezirk=Atlantis")


def test_the_list_of_members_tells_nothing_of_people(client, home):
    member = make_member(first_name="Zilpzalp", municipality=make_town("Rheine"))
    assert "Zilpzalp" not in text(client, "/mitglieder/")
    assert 'href="/verzeichnis/kommunen/' not in text(client, "/mitglieder/")
    client.force_login(member)
    assert 'href="/verzeichnis/' in text(client, "/mitglieder/")


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(("path", "statements"), [("/mitglieder/", 11), ("/netzwerk/gemeinsame-erklaerung/", 13)])
def test_statements_for_one_three_and_twenty_members(client, home, rows, path, statements, django_assert_num_queries):
    for number in range(rows):
        make_signing(make_town(f"Ort {number}"))
    client.get(path)
    with django_assert_num_queries(statements):
        client.get(path)


def test_who_signed_the_declaration_year_by_year(client, home):
    make_signing(make_town("Velbert"), signed_on=date(2014, 1, 1), precision="year", evidence="date_assumed")
    make_signing(make_town("Bonn"), signed_on=date(2012, 12, 5))
    make_signing(organisation="Städtetag NRW", signed_on=date(2012, 12, 5))
    page = text(client, "/netzwerk/gemeinsame-erklaerung/")
    assert page.index(">2012<") < page.index("Bonn") < page.index("Städtetag NRW") < page.index(">2014<")
    assert page.count('href="#annahme"') == 1


def test_the_speaker_team_shows_what_the_office_makes_public_and_no_more(client, home):
    speaker = make_speaker(first_name="Katharina", last_name="Lindemann")
    page = text(client, "/netzwerk/sprecherteam/")
    assert "Katharina Lindemann" in page and str(speaker.mandates.get().municipality) in page
    assert speaker.email not in page and "/verzeichnis/personen/" not in page
    assert "<img" not in page.partition("<main")[2]  # the frame has one of its own


def test_frequent_questions_by_section_and_order(client, home):
    FaqEntry.objects.all().delete()
    german, english = (Locale.objects.get(language_code=code) for code in ("de", "en"))
    for section, position, question, fields in [
        ("mitmachen", 20, "Zweite Frage?", {}),
        ("mitmachen", 10, "Erste Frage?", {}),
        ("netzwerk", 99, "Allererste Frage?", {}),
        ("netzwerk", 1, "Entwurf?", {"live": False}),
        ("netzwerk", 1, "English question?", {"locale": english}),
    ]:
        FaqEntry.objects.create(
            section=section, position=position, question=question, answer="<p>So.</p>", **{"locale": german, **fields}
        )
    page = text(client, "/haeufige-fragen/")
    assert page.index("Allererste Frage?") < page.index("Mitglied werden") < page.index("Erste Frage?")
    assert page.index("Erste Frage?") < page.index("Zweite Frage?")
    assert "Entwurf?" not in page and "English question?" not in page
    assert "Allererste Frage?" not in text(client, "/mitmachen/")


@pytest.mark.parametrize("path", ENGLISH_PATHS)
def test_english_pages_are_english_throughout(client, home, path):
    page = text(client, path)
    assert '<html lang="en"' in page
    head, _, footer = page.partition("<footer")
    for german in ("Kontakt<", "Mitmachen", "Impressum", "Suche", "Startseite", "Anmelden", "Geschäftsstelle fragen"):
        assert german not in head, german
    assert 'href="/en/imprint/"' in footer and 'href="/en/report-barrier/?seite=' in footer
    assert "Do you have questions?" in page or "speaker team" in page or path == "/en/report-barrier/"


@pytest.mark.parametrize(("german", "english"), TWINS)
def test_the_languages_lead_to_each_other(client, home, german, english):
    for path in (german, english):
        page = text(client, path)
        assert f'<a href="{english}" lang="en" hreflang="en"' in page
        assert f'<a href="{german}" lang="de" hreflang="de"' in page
        assert f'<link rel="alternate" hreflang="de" href="http://testserver{german}">' in page
        assert f'<link rel="alternate" hreflang="en" href="http://testserver{english}">' in page


def test_without_a_translation_the_switch_leads_home(client, home):
    page = text(client, "/regeln/")
    assert '<a href="/en/" lang="en" hreflang="en"' in page and 'rel="alternate"' not in page


def test_the_english_form_is_answered_in_english(client, home):
    message = {"text": "How do we join?", "name": "Kim Vries", "email": "kim@gemeente.example"}
    assert "Please check your entries" in client.post("/en/contact/", {**message, "email": ""}).content.decode()
    answer = client.post("/en/contact/", message, follow=True)
    assert answer.redirect_chain[0][0].startswith("/en/contact/received/")
    assert "Your message has arrived" in answer.content.decode()


def test_the_map_of_the_site_names_both_languages(client, home):
    page = text(client, "/sitemap.xml")
    entries = ElementTree.fromstring(page)  # noqa: S314  our own answer
    addresses = [each.text for each in entries.iter() if each.tag.endswith("loc")]
    assert len(addresses) == len(set(addresses))
    for path in ("/", "/termine/", "/mitglieder/", "/netzwerk/sprecherteam/", "/en/", "/en/about/joint-declaration/"):
        assert any(address.endswith(f"0{path}") or address.endswith(f"t{path}") for address in addresses), path


def test_the_feed_is_valid_atom(client, home, news_index, django_assert_num_queries):
    for day in range(1, 4):
        news_index.add_child(
            instance=NewsPage(title=f"Meldung <{day}> & mehr", published_on=date(2026, 5, day), teaser="Kurz.")
        )
    client.get("/aktuelles/feed.xml")
    with django_assert_num_queries(10):
        answer = client.get("/aktuelles/feed.xml")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  our own answer
    titles = [entry.find(f"{atom}title").text for entry in feed.findall(f"{atom}entry")]
    assert titles == ["Meldung <3> & mehr", "Meldung <2> & mehr", "Meldung <1> & mehr"]
    assert len({entry.find(f"{atom}id").text for entry in feed.findall(f"{atom}entry")}) == 3
    assert all(entry.find(f"{atom}updated").text for entry in feed.findall(f"{atom}entry"))
    assert 'type="application/atom+xml"' in text(client, "/aktuelles/")


@pytest.mark.parametrize(
    ("make_person", "is_shown"), [(None, False), (make_member, False), (make_editor, True), (make_admin, True)]
)
def test_notes_of_the_office_are_the_offices(client, home, make_person, is_shown):
    if make_person:
        client.force_login(make_person())
    for path in ("/regeln/", "/impressum/", "/en/privacy/"):
        assert ("Noch zu tun" in text(client, path) or "Still to be done" in text(client, path)) is is_shown


def test_a_menu_leads_an_english_reader_to_translations_only(client, home):
    settings = SiteSettings.objects.get()
    settings.banner, settings.banner_en = "Heute Wartung.", ""
    settings.save()
    page = text(client, "/en/about/")
    assert 'href="/en/members/"' in page and "Heute Wartung" not in page
    assert 'href="/aktuelles/"' not in page and 'href="/termine/"' not in page


def test_the_frame_is_read_in_six_statements(client, home, django_assert_num_queries):
    client.get("/kontakt/")
    caches["local"].clear()
    with django_assert_num_queries(6):
        client.get("/kontakt/")


def test_members_find_the_events_from_inside(client, home):
    client.force_login(make_member())
    assert '<a href="/termine/">Termine</a>' in text(client, "/verzeichnis/").partition("<main")[0]
