"""The menus at thread and post: with and without scripts, inside the window, closed by Escape."""

import pytest
from playwright.sync_api import expect

from forum.models import ModerationCase, Post
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
    return page.locator(f"[data-post]:has(#b{number}) details.kn-menu")


def test_a_speaker_hides_a_post_without_scripts(open_thread, thread):
    page = open_thread(java_script_enabled=False)
    page.locator("[data-post]:has(#b2)").get_by_role("link", name="Weitere Aktionen").click()
    page.locator("main").get_by_role("link", name="Ausblenden").click()
    page.get_by_label("Grund").fill("Der Beitrag nennt eine Helferin mit Namen.")
    page.get_by_role("button", name="Beitrag ausblenden").click()
    expect(page.locator("#kn-status")).to_contain_text("Der Beitrag ist ausgeblendet.")
    expect(page.locator("[data-post]:has(#b2) .kn-note")).to_contain_text("Der Beitrag nennt eine Helferin mit Namen.")
    assert not Post.objects.get(thread=thread, number=2).is_public


def test_a_menu_opens_alone_and_closes_by_escape(open_thread):
    page = open_thread()
    menu_of(page, 1).locator("summary").click()
    expect(menu_of(page, 1)).to_have_attribute("open", "")
    menu_of(page, 2).locator("summary").click()
    expect(page.locator("details.kn-menu[open]")).to_have_count(1)
    expect(menu_of(page, 2).get_by_role("link").first).to_be_visible()
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


class Mouse:
    """Somebody who clicks, in a browser without scripts."""

    options = {"java_script_enabled": False}

    def __init__(self, page):
        self.page = page

    def press(self, locator):
        locator.click()

    def choose(self, radio):
        radio.check()

    def write(self, field, text):
        field.fill(text)


class Keyboard:
    """Somebody who uses keys alone."""

    options: dict = {}

    def __init__(self, page):
        self.page = page

    def go_to(self, locator):
        for _ in range(150):
            if locator.evaluate(
                "element => element === document.activeElement || element.contains(document.activeElement)"
            ):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {locator}")

    def press(self, locator):
        self.go_to(locator)
        self.page.keyboard.press("Enter")

    def choose(self, radio):
        """Radios are one stop: Tab leads to the group, arrows to the choice."""
        self.go_to(self.page.locator("fieldset", has=radio))
        self.page.keyboard.press("Space")
        for _ in range(8):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no way by arrows to {radio}")

    def write(self, field, text):
        self.go_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


@pytest.mark.parametrize("Hand", [Mouse, Keyboard])
def test_from_the_report_to_the_undo(new_context, login, thread, speaker, axe, Hand):
    post = Post.objects.get(thread=thread, number=2)

    def enter(person, address):
        context = new_context(**Hand.options)
        login(context, person)
        page = context.new_page()
        page.goto(address)
        return page, Hand(page)

    page, hand = enter(make_member(), thread.get_absolute_url())
    hand.press(page.locator("[data-post]:has(#b2) :is(a[data-menu], details.kn-menu > summary)"))
    hand.press(page.locator("main .kn-menu__item", has_text="Melden"))
    page.wait_for_url("**/melden/")
    hand.choose(page.get_by_label("Personendaten"))
    hand.write(page.get_by_label("Begründung"), "Der Name einer Helferin steht darin.")
    hand.press(page.get_by_role("button", name="Melden"))
    expect(page.locator("#kn-status")).to_contain_text("innerhalb eines Arbeitstags")

    team, hand = enter(speaker, "/moderation/")
    case = ModerationCase.objects.get(post=post)
    hand.press(team.locator(f".kn-queue__item a[href='{case.get_absolute_url()}']"))
    team.wait_for_url("**/faelle/**")
    case_url = team.url
    hand.press(team.get_by_role("button", name="Mir zuweisen"))
    expect(team.locator("#kn-status")).to_contain_text("Ihnen zugewiesen")
    expect(team.get_by_text("Der Name einer Helferin steht darin.")).to_be_visible()
    hand.choose(team.get_by_label("Um Änderung bitten"))
    hand.write(team.get_by_label("Nachricht an"), "Bitte nennen Sie keine Namen.")
    hand.press(team.get_by_role("button", name="Nachricht senden"))
    expect(team.locator("#kn-status")).to_contain_text("Die Nachricht ist unterwegs.")

    page, hand = enter(post.author, f"/forum/beitrag/{post.pk}/bearbeiten/")
    if Hand is Keyboard:
        expect(page.locator(".ProseMirror")).to_be_visible()  # loaded at once: the text has markup
        hand.go_to(page.locator(".ProseMirror"))
        page.keyboard.press("Control+A")
        page.keyboard.type("Jemand hat am Samstag ausgeholfen.")
    else:
        hand.write(page.get_by_label("Text", exact=True), "<p>Jemand hat am Samstag ausgeholfen.</p>")
    hand.press(page.get_by_role("button", name="Speichern", exact=True))
    expect(page.locator("[data-post]:has(#b2)")).to_contain_text("Jemand hat am Samstag")

    team.goto(case_url)
    hand = Hand(team)
    expect(team.locator(".kn-queue__item[aria-current]")).to_contain_text("Geändert")
    if Hand is Keyboard:
        axe(team)
    hand.choose(team.get_by_label("Behalten"))
    hand.write(team.locator("#id_reason"), "Der Name ist heraus.")
    hand.press(team.get_by_role("button", name="Entscheiden"))
    expect(team.locator("#kn-status")).to_contain_text("der Vorgang ist abgeschlossen")
    hand.press(team.get_by_role("link", name="Entscheidung zurücknehmen"))
    team.wait_for_url("**/rueckgaengig/")
    hand.press(team.get_by_role("button", name="Rückgängig machen"))
    expect(team.locator("#kn-status")).to_contain_text("Es ist rückgängig gemacht.")
    assert ModerationCase.objects.get(post=post).is_open
