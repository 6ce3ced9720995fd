"""The public pages, as a visitor and an editor meet them."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ContentPage, HomePage, NewsPage, SiteSettings
from home.starter import create_starter_pages
from tests.factories import make_applicant, make_member, make_municipality, make_speaker

from .pictures import LEAVES_A_FILE_OPEN, make_image

STARTER_PATHS = [
    "/netzwerk/",
    "/mitmachen/",
    "/regeln/",
    "/hilfe/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/aktuelles/",
]


def add_news(index, count, *, first=date(2026, 11, 20), **fields):
    for number in range(count):
        day = first - timedelta(days=number)
        index.add_child(
            instance=NewsPage(title=f"Meldung vom {day}", teaser="Kurz gesagt.", published_on=day, **fields)
        )


@pytest.mark.parametrize("path", STARTER_PATHS)
def test_every_starter_page_answers_in_german_with_its_way_back(client, home, path):
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="de"' in page
    assert page.count("<h1>") == 1
    assert "Brotkrumen" in page
    for duty in ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/barriere-melden/"):
        assert f'href="{duty}' in page, duty


def test_the_starter_replaces_the_welcome_page_and_can_run_again(home):
    before = list(Page.objects.order_by("path").values_list("path", "title", "latest_revision_created_at"))
    assert not Page.objects.filter(depth=2, content_type__model="page").exists()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    create_starter_pages()
    assert list(Page.objects.order_by("path").values_list("path", "title", "latest_revision_created_at")) == before
    assert SiteSettings.objects.count() == 1


def test_the_starter_never_touches_what_editors_changed(client, home):
    rules = ContentPage.objects.get(slug="regeln")
    rules.title = "Unsere Regeln"
    rules.save_revision().publish()
    settings = SiteSettings.objects.get()
    settings.office_phone = "0211 123"
    settings.save()
    create_starter_pages()
    assert "Unsere Regeln" in client.get("/regeln/").content.decode()
    assert SiteSettings.objects.get().office_phone == "0211 123"


def test_home_shows_figures_map_news_and_speakers(client, home, news_index):
    make_municipality("Rheine", longitude=7.44, latitude=52.28)
    speaker = make_speaker(first_name="Katharina", last_name="Lindemann")
    make_applicant(first_name="Kein", last_name="Mitglied")
    add_news(news_index, 4)
    page = client.get("/").content.decode()
    assert "<b>2</b>Kommunen" in page  # Rheine and the speaker's own
    assert "<b>1</b>Fachperson" in page
    assert page.count('<circle class="dot"') == 1
    assert 'cx="247.0"' in page  # 14 + (7.44 - 5.866) · 148.03: not localised to a comma
    assert "GeoBasis-DE / BKG 2021 (Daten verändert)" in page
    assert str(speaker) in page
    assert speaker.email not in page
    assert page.count("Meldung vom") == 3


def test_the_map_leaves_out_invented_municipalities(client, home):
    make_municipality("Erfunden", longitude=7.4, latitude=52.2, is_fictitious=True)
    assert '<circle class="dot"' not in client.get("/").content.decode()


def test_the_english_home_page_speaks_english(client, home):
    response = client.get("/en/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="en"' in page
    assert "Skip to content" in page
    assert 'hreflang="de"' in page and 'hreflang="en"' in page


def test_a_long_page_has_a_table_of_contents_with_unique_anchors(client, home):
    body = [("heading", {"text": title, "level": "h2"}) for title in ("Ziel", "Weg", "Ziel")]
    home.add_child(instance=ContentPage(title="Strategie", slug="strategie", body=body))
    page = client.get("/strategie/").content.decode()
    assert 'href="#ziel"' in page and 'href="#ziel-2"' in page
    assert page.count('id="ziel"') == 1 and page.count('id="ziel-2"') == 1


def test_a_short_page_has_none(client, home):
    home.add_child(
        instance=ContentPage(title="Kurz", slug="kurz", body=[("heading", {"text": "Nur eines", "level": "h2"})])
    )
    assert "Auf dieser Seite" not in client.get("/kurz/").content.decode()


def test_news_are_listed_by_year(client, home, news_index):
    add_news(news_index, 2)
    add_news(news_index, 1, first=date(2024, 5, 2))
    newest = client.get("/aktuelles/").content.decode()
    assert newest.count("Meldung vom") == 2 and "2. Mai 2024" not in newest
    assert 'href="/aktuelles/2024/"' in newest
    assert "2. Mai 2024" in client.get("/aktuelles/2024/").content.decode()
    assert client.get("/aktuelles/2023/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(("path", "statements"), [("/", 12), ("/aktuelles/", 12)])
def test_statements_for_one_three_and_twenty_news(
    client, news_index, rows, path, statements, django_assert_num_queries
):
    add_news(news_index, rows)
    client.get(path)  # fills the caches of the process
    with django_assert_num_queries(statements):
        client.get(path)


def test_menu_and_footer_come_without_statements_from_the_second_page_on(client, home, django_assert_num_queries):
    client.get("/kontakt/")
    with django_assert_num_queries(0):
        client.get("/kontakt/")


def test_a_changed_setting_shows_at_once(client, home):
    assert "Wartungsarbeiten" not in client.get("/").content.decode()
    settings = SiteSettings.objects.get()
    settings.banner = "Heute ab 18 Uhr Wartungsarbeiten."
    settings.save()
    assert "Wartungsarbeiten" in client.get("/").content.decode()


def test_a_private_page_leaves_the_menu(client, home):
    page = Page.objects.get(slug="netzwerk")
    assert 'href="/netzwerk/"' in client.get("/kontakt/").content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    SiteSettings.objects.get().save()
    assert 'href="/netzwerk/"' not in client.get("/kontakt/").content.decode()


def test_visitors_get_no_cookie_from_pages(client, home):
    for path in ("/", "/regeln/", "/aktuelles/"):
        client.get(path)
    assert not client.cookies


def test_members_find_the_way_inside_on_public_pages(client, home):
    client.force_login(make_member())
    page = client.get("/regeln/").content.decode()
    assert 'href="/uebersicht/"' in page and "Mitgliederbereich" in page
    assert ">Anmelden<" not in page.split("<footer")[0]


@pytest.mark.parametrize(("cookie", "attribute"), [("dark", ' data-kern-theme="dark"'), ("blau", ""), ("", "")])
def test_the_theme_cookie(client, home, cookie, attribute):
    client.cookies["thema"] = cookie
    assert client.get("/").content.decode().partition("<html")[2].partition(">")[0] == f' lang="de"{attribute}'


def test_the_account_decides_the_theme_of_a_person(client, home):
    client.force_login(make_member(theme="dark"))
    client.cookies["thema"] = "light"
    assert 'data-kern-theme="dark"' in client.get("/").content.decode().partition("<head>")[0]


def test_the_demonstration_line(client, home, settings):
    assert "Demonstration" not in client.get("/").content.decode()
    settings.IS_DEMO = True
    assert "Demonstration" in client.get("/").content.decode()


def test_pages_can_be_previewed(home):
    for page in Page.objects.live().specific().exclude(depth=1):
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        assert page.make_preview_request(request, page.default_preview_mode).status_code == 200, page


def test_a_home_page_without_parts_still_stands(client, db):
    HomePage.objects.all().delete()
    home = create_starter_pages()
    home.hero_links = home.criteria = home.criteria_links = []
    home.hero_text = home.criteria_title = ""
    home.shows_figures = False
    home.save_revision().publish()
    assert client.get("/").status_code == 200


@LEAVES_A_FILE_OPEN
def test_every_block_of_a_page_renders_without_inline_style(client, home, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    body = [
        ("heading", {"text": "Unterpunkt", "level": "h3"}),
        ("text", "<p>Ein <b>fetter</b> Absatz.</p>"),
        ("figure", {"image": make_image(), "alt": "Sechs Menschen im Ratssaal", "caption": "Foto: Stadt Rheine"}),
        ("quote", {"text": "Das Ehrenamt trägt.", "source": "Petra Voßkuhl"}),
        ("note", {"title": "Frist", "text": "Bis Freitag."}),
        ("buttons", {"links": [{"label": "Zur Hilfe", "page": home.get_children().get(slug="hilfe"), "url": ""}]}),
        ("fold", {"items": [{"question": "Warum?", "answer": "<p>Darum.</p>"}]}),
    ]
    home.add_child(instance=ContentPage(title="Alles", slug="alles", body=body))
    page = client.get("/alles/").content.decode()
    for part in ("<h3", "fetter", "Foto: Stadt Rheine", "Das Ehrenamt trägt.", "Frist", 'href="/hilfe/"', "<details"):
        assert part in page, part
    assert 'alt="Sechs Menschen im Ratssaal"' in page and "/medien/images/" in page and "image/webp" in page
    assert "style=" not in page
