"""The menus at thread and post: with and without scripts, inside the window, closed by Escape."""

import pytest
from playwright.sync_api import expect

from forum.models import Post
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def speaker(site):
    return make_speaker()


@pytest.fixture
def thread(site, speaker):
    thread = make_thread(make_area(), speaker)
    make_post(thread, make_member(), text="Frau Muster hat am Samstag ausgeholfen.")
    return thread


@pytest.fixture
def open_thread(new_context, login, speaker, thread):
    def open_thread(**options):
        context = new_context(**options)
        login(context, speaker)
        page = context.new_page()
        page.goto(thread.get_absolute_url())
        return page

    return open_thread


def menu_of(page, number):
    return page.locator(f"[data-post][data-number='{number}'] details.kn-menu")


def test_a_speaker_hides_a_post_without_scripts(open_thread, thread):
    page = open_thread(java_script_enabled=False)
    menu_of(page, 2).locator("summary").click()
    menu_of(page, 2).get_by_text("Ausblenden").click()
    page.get_by_label("Grund").fill("Der Beitrag nennt eine Helferin mit Namen.")
    page.get_by_role("button", name="Beitrag ausblenden").click()
    expect(page.locator("#kn-status")).to_contain_text("Der Beitrag ist ausgeblendet.")
    expect(page.locator("[data-number='2'] .kn-note")).to_contain_text("Der Beitrag nennt eine Helferin mit Namen.")
    assert not Post.objects.get(thread=thread, number=2).is_public


def test_a_menu_opens_alone_and_closes_by_escape(open_thread):
    page = open_thread()
    menu_of(page, 1).locator("summary").click()
    expect(menu_of(page, 1)).to_have_attribute("open", "")
    menu_of(page, 2).locator("summary").click()
    expect(page.locator("details.kn-menu[open]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details.kn-menu[open]")).to_have_count(0)
    expect(menu_of(page, 2).locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu_of(page, 2)).to_have_attribute("open", "")
    page.locator("h1").click()
    expect(page.locator("details.kn-menu[open]")).to_have_count(0)


def test_the_link_of_a_post_is_copied(open_thread, thread):
    page = open_thread(permissions=["clipboard-read", "clipboard-write"])
    menu_of(page, 2).locator("summary").click()
    menu_of(page, 2).get_by_text("Link zu diesem Beitrag").click()
    expect(menu_of(page, 2).get_by_text("Link kopiert")).to_be_visible()
    expect(page.locator("#kn-status")).to_have_text("Link kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/forum/beitrag/{Post.objects.get(thread=thread, number=2).pk}/")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desktop"])
def test_the_menus_stay_inside_the_window(open_thread, viewport):
    page = open_thread()
    page.set_viewport_size(viewport)
    menus = page.locator("main details.kn-menu")
    for number in range(menus.count()):
        menus.nth(number).locator("summary").click()
        box = menus.nth(number).locator(".kn-menu__list").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
    assert menus.count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
