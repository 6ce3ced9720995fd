"""What an editor closed stands in no list, feed, calendar, map of the site, header or translation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import ContentPage, EventIndexPage, EventPage, NewsIndexPage, NewsPage, SiteSettings
from tests.factories import make_applicant, make_member

SECRET = "Zilpzalp"  # stands in nothing but closed pages
LISTS = {
    "home": "/",
    "english home": "/en/",
    "news": "/aktuelles/",
    "archive": "/aktuelles/2026/",
    "feed": "/aktuelles/feed.xml",
    "events": "/termine/",
    "kind of event": "/termine/?art=workshop",
    "past events": "/termine/2026/",
    "calendar": "/termine/kalender.ics",
    "sitemap": "/sitemap.xml",
    "page with the menu": "/kontakt/",
}
FOR_EVERYBODY = {"feed", "calendar", "sitemap", "page with the menu"}  # the same, whoever asks
PAGES = {
    "news page": "/aktuelles/zilpzalp-meldung/",
    "event page": "/termine/zilpzalp-termin/",
    "its calendar": "/termine/zilpzalp-termin/kalender.ics",
    "content page": "/zilpzalp-seite/",
    "below it": "/zilpzalp-seite/darunter/",
    "translation": "/en/zilpzalp-page/",
}


@pytest.fixture(scope="module")
def closed_pages(starter_pages, django_db_blocker):
    """A closed piece of news, event and page in each section, an open one beside each, the page's translation."""
    with django_db_blocker.unblock():
        home = Page.objects.get(pk=starter_pages)
        news, events = (model.objects.child_of(home).get() for model in (NewsIndexPage, EventIndexPage))
        now = timezone.now()
        for days in (3, -3):
            begin = now.replace(year=2026) + timedelta(days=days) if days < 0 else now + timedelta(days=days)
            times = {"starts_at": begin, "ends_at": begin + timedelta(hours=1), "place": "Hagen"}
            suffix = "" if days > 0 else "-vorbei"
            events.add_child(instance=EventPage(title="Offener Termin", slug=f"offen{suffix}", **times))
            close(
                events.add_child(instance=EventPage(title=f"{SECRET} {days}", slug=f"zilpzalp-termin{suffix}", **times))
            )
        news.add_child(instance=NewsPage(title="Offene Meldung", published_on="2026-05-02"))
        close(news.add_child(instance=NewsPage(title=SECRET, slug="zilpzalp-meldung", published_on="2026-05-02")))
        page = home.add_child(instance=ContentPage(title=SECRET, slug="zilpzalp-seite"))
        page.add_child(instance=ContentPage(title=f"{SECRET} darunter", slug="darunter"))
        translation = page.copy_for_translation(Locale.objects.get(language_code="en"))
        translation.slug = "zilpzalp-page"
        translation.save_revision().publish()
        close(page)
        settings = SiteSettings.objects.get()
        settings.menu = [*_menu(settings), ("link", {"label": SECRET, "label_en": SECRET, "page": page, "url": ""})]
        settings.save()


def _menu(settings):
    return [(child.block_type, child.value) for child in settings.menu]


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


pytestmark = pytest.mark.usefixtures("closed_pages", "db")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("make_person", [None, make_applicant])
def test_no_list_tells_visitors_and_applicants(client, name, make_person):
    if make_person:
        client.force_login(make_person())
    answer = client.get(LISTS[name])
    assert answer.status_code == 200
    assert SECRET.lower() not in answer.content.decode().lower()


@pytest.mark.parametrize("name", LISTS)
def test_lists_on_the_site_tell_members_but_files_for_machines_do_not(client, name):
    client.force_login(make_member())
    found = SECRET in client.get(LISTS[name]).content.decode()
    assert found is (name not in FOR_EVERYBODY)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_themselves(client, name):
    answer = client.get(PAGES[name])
    assert answer.status_code == 302 and answer.url.startswith("/konto/anmelden/")
    client.force_login(make_applicant())
    assert client.get(PAGES[name]).status_code == 404
    client.force_login(make_member())
    assert client.get(PAGES[name]).status_code == 200


def test_an_alias_is_as_private_as_its_page(client):
    source = NewsPage.objects.get(slug="zilpzalp-meldung")
    source.create_alias(parent=source.get_parent(), update_slug="anderswo")
    assert SECRET not in client.get("/aktuelles/").content.decode()
    assert "anderswo" not in client.get("/sitemap.xml").content.decode()


def test_drafts_and_expired_pages_are_in_no_list(client):
    NewsPage.objects.filter(title="Offene Meldung").update(live=False)
    EventPage.objects.filter(title="Offener Termin").update(live=False, expired=True)
    for name, path in LISTS.items():
        page = client.get(path).content.decode()
        assert "Offene" not in page, name
