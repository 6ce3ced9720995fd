"""The public face in a real browser: without JavaScript, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from home.models import Enquiry
from home.starter import create_starter_pages
from tests.harness.site import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(site):
    return create_starter_pages()


def test_a_barrier_is_reported_without_javascript_and_reaches_the_office(site, pages, new_context, watch):
    watch.expect("422")
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/regeln/")
    page.get_by_role("contentinfo").get_by_role("link", name="Barriere melden").click()
    expect(page.get_by_label("Um welche Seite geht es?")).to_have_value("/regeln/")
    page.get_by_role("button", name="Meldung absenden").click()
    summary = page.get_by_role("group", name="Bitte prüfen Sie Ihre Angaben")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    page.keyboard.type("Die Liste lässt sich nicht vorlesen.")
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Meldung ist eingegangen")
    enquiry = Enquiry.objects.get()
    expect(page.locator(".kn-code")).to_have_text(enquiry.number)
    wait_for(lambda: [mail for mail in site.mails if enquiry.number in mail["Subject"]], "the office got no mail")


def test_the_menu_opens_on_a_phone_without_javascript(pages, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    menu = page.get_by_role("navigation", name="Menü")
    expect(menu).to_be_hidden()
    page.locator(".kn-burger summary").click()
    menu.get_by_role("link", name="Mitmachen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitmachen")


def test_the_first_tab_stop_skips_to_the_content(pages, new_context):
    page = new_context().new_page()
    page.goto("/hilfe/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Auf dieser Seite").get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/hilfe/", "/kontakt/", "/aktuelles/"])
def test_nothing_sticks_over_the_text_at_400_percent(pages, new_context, path):
    page = new_context().new_page()
    page.set_viewport_size({"width": 341, "height": 192})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    sticks = "element => ['sticky', 'fixed'].includes(getComputedStyle(element).position)"
    assert page.evaluate(f"[...document.querySelectorAll('body *')].filter({sticks}).map(e => e.className)") == []


def test_print_shows_the_text_and_where_it_came_from(pages, new_context):
    page = new_context().new_page()
    page.goto("/regeln/")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".kn-printhead")).to_contain_text("/regeln/")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in ("rgb(255, 255, 255)", "oklch(1 0 0)")
