"""The search by keyboard and without JavaScript, wide and narrow, for members and visitors."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.factories import make_area, make_member, make_thread, make_topic

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def member(site):
    member = make_member(first_name="Anna", last_name="Öztürk")
    for name, slug in [("Umgang mit Krisen", "krisen"), ("Recht und Förderung", "recht")]:
        area = make_area(name, slug=slug, topic=make_topic(f"{name} ({slug})", slug=slug))
        for number in range(7):
            make_thread(area, member, title=f"Frage {number} der Vereine zu {name}", text=f"Der Verein fragt {number}.")
    call_command("rebuild_search", verbosity=0)
    return member


def test_from_the_key_to_a_thread_without_a_mouse(member, new_context, login, axe):
    context = new_context()
    login(context, member)
    page = context.new_page()
    for start in ("/verzeichnis/", "/forum/"):  # with the site's key alone, and beside the forum's own shortcuts
        page.goto(start)
        page.keyboard.press("/")
        expect(page.get_by_label("Im Netzwerk suchen")).to_be_focused()
    page.keyboard.type("Vereinen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="14 Ergebnisse für „Vereinen“")).to_be_visible()
    axe(page)

    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Suchbegriffe")
    expect(field).to_be_focused()
    page.get_by_label("Umgang mit Krisen").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("thema=krisen"))
    expect(page.get_by_role("heading", name="7 Ergebnisse für „Vereinen“")).to_be_visible()
    page.get_by_label("Sortieren").focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("sortierung=neueste"))
    page.get_by_role("link", name=re.compile("^Umgang mit Krisen .*Filter entfernen$")).press("Enter")
    expect(page).not_to_have_url(re.compile("thema=krisen"))
    page.get_by_role("link", name="Weiter").press("Enter")
    expect(page.get_by_text("11 bis 14 von 14")).to_be_visible()
    page.locator(".kn-result h3 a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("der Vereine")


def test_without_javascript(member, new_context, login):
    context = new_context(java_script_enabled=False)
    login(context, member)
    page = context.new_page()
    page.goto("/suche/")
    page.get_by_role("searchbox").fill("Verein")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_label("Recht und Förderung").check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("heading", name="7 Ergebnisse für „Verein“")).to_be_visible()
    page.get_by_role("link", name="Kommunen 0").click()
    expect(page.get_by_role("link", name="Überall ohne Filter suchen")).to_be_visible()


def test_narrow(member, new_context, login, axe, watch):
    watch.expect("status of 422")
    context = new_context()
    login(context, member)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 4000})  # nothing under the tab bar
    page.goto("/suche/?q=Verein")
    topic = page.get_by_label("Recht und Förderung")
    expect(topic).to_be_hidden()
    page.locator("summary", has_text="Filter").press("Enter")
    expect(topic).to_be_visible()
    axe(page)
    topic.press("Space")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Verein&thema=recht$"))
    page.goto("/suche/?q=" + "Verein " * 40)
    expect(page.get_by_role("searchbox")).to_be_focused()
    axe(page)


def test_visitors(site, new_context, axe):
    page = new_context().new_page()
    page.goto("/kontakt/")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/suche/$"))
    expect(page.get_by_role("searchbox")).to_be_focused()
    axe(page)
    page.keyboard.type("Vereine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kein Treffer für „Vereine“")).to_be_visible()
    axe(page)
