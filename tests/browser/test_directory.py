"""The directory in a browser: two facets with and without JavaScript, by keyboard, and the map beside the list."""

import pytest
from playwright.sync_api import expect

from directory.enums import Direction
from directory.models import Expertise
from tests.factories import make_member, make_municipality, make_topic

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def viewer(site):
    """Three people in three towns; two advise on the same subject, one of them in the viewer's region."""
    subject = make_topic("Notfallplanung")
    towns = [
        make_municipality("Ahlen", region="Münster", longitude=7.9, latitude=51.8),
        make_municipality("Brilon", region="Arnsberg", longitude=8.6, latitude=51.4),
        make_municipality("Coesfeld", region="Münster", longitude=7.2, latitude=51.9),
    ]
    for town, last_name in zip(towns, ("Aal", "Barsch", "Karpfen"), strict=True):
        person = make_member(town, first_name="Anna", last_name=last_name)
        if last_name != "Aal":
            Expertise.objects.create(profile=person.profile, direction=Direction.OFFERS, topic=subject)
    return person


def open_list(new_context, login, viewer, address="/verzeichnis/", **options):
    context = new_context(**options)
    login(context, viewer)
    page = context.new_page()
    page.goto(address)
    return page


def names(page):
    return page.locator(".kn-hit h3")


def test_two_facets_by_keyboard_act_at_once_and_keep_the_focus(site, viewer, new_context, login):
    page = open_list(new_context, login, viewer)
    expect(names(page)).to_have_text(["Anna Aal", "Anna Barsch", "Anna Karpfen"])
    expect(page.get_by_role("button", name="Anwenden")).to_be_hidden()
    topic, region = (page.get_by_role("checkbox", name=name) for name in ("Notfallplanung", "Arnsberg"))
    topic.focus()
    page.keyboard.press("Space")
    expect(names(page)).to_have_text(["Anna Barsch", "Anna Karpfen"])
    expect(topic).to_be_focused()
    region.focus()
    page.keyboard.press("Space")
    expect(names(page)).to_have_text(["Anna Barsch"])
    expect(page.locator("#directory-count")).to_have_text("1 Person")
    expect(page).to_have_url(f"{site.url}/verzeichnis/?thema=notfallplanung&bezirk=Arnsberg")
    page.get_by_role("link", name="Filter entfernen").filter(has_text="Arnsberg").press("Enter")
    expect(names(page)).to_have_text(["Anna Barsch", "Anna Karpfen"])
    page.go_back()
    expect(names(page)).to_have_text(["Anna Barsch"])
    page.go_back()
    expect(names(page)).to_have_text(["Anna Barsch", "Anna Karpfen"])
    page.get_by_role("searchbox", name="Name, Kommune oder Expertise").fill("coesfeld")
    page.keyboard.press("Enter")
    expect(names(page)).to_have_text(["Anna Karpfen"])
    names(page).get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Karpfen")


def test_two_facets_and_the_map_without_javascript(site, viewer, new_context, login):
    page = open_list(new_context, login, viewer, java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("summary", has_text="Filter").click()
    page.get_by_role("checkbox", name="Notfallplanung").check()
    page.get_by_role("checkbox", name="Arnsberg").check()
    page.get_by_role("button", name="Anwenden").click()
    expect(names(page)).to_have_text(["Anna Barsch"])
    expect(page.locator("summary", has_text="Filter (2 aktiv)")).to_be_visible()
    page.get_by_role("link", name="Liste und Karte").click()
    expect(page.get_by_role("img", name="Karte von Nordrhein-Westfalen")).to_be_visible()
    expect(names(page)).to_have_text(["Anna Barsch"])


def test_map_and_list_show_each_other(site, viewer, new_context, login):
    page = open_list(new_context, login, viewer, "/verzeichnis/?ansicht=karte")
    marker = page.locator(".marker[data-number='2']")
    names(page).nth(1).get_by_role("link").focus()
    expect(marker).to_have_class("marker marker--on")
    expect(page.get_by_text("ausgewählt", exact=True)).to_be_visible()
    page.locator(".marker[data-number='3'] text").click()
    expect(names(page).nth(2).get_by_role("link")).to_be_focused()
    expect(marker).to_have_class("marker")
