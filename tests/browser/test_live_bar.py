"""An open thread page: new replies on request, reading marks, reactions, keys. Nothing moves by itself."""

import pytest
from playwright.sync_api import Page, expect

from forum.actions.moderation import move_thread
from forum.actions.reading import mark_thread_read
from forum.models import Reaction, ThreadRead
from tests.browser.conftest import assert_accessible
from tests.factories.directory import make_member, make_speaker
from tests.factories.forum import make_area, make_post, make_posts, make_thread, make_threads
from tests.harness.site import wait_for

pytestmark = pytest.mark.browser

BAR = "[data-livebar] button"
TEXT = "[role=textbox][contenteditable=true]"
FOCUSED_POST = "document.activeElement.closest('[data-post]')?.querySelector('h3').id"


@pytest.fixture
def reader(site):
    return make_member(first_name="Lena", last_name="Friedrichs")


@pytest.fixture
def thread(site):
    return make_thread(make_area())


@pytest.fixture
def page(new_context, login, reader):
    context = new_context()
    login(context, reader)
    return context.new_page()


def open_thread(page: Page, thread, query: str = "") -> None:
    page.goto(thread.get_absolute_url() + query)
    page.locator("html[data-socket=open]").wait_for(state="attached")


def last_read(reader, thread) -> int:
    mark = ThreadRead.objects.filter(user=reader, thread=thread).first()
    return mark.last_read_number if mark else 0


def test_new_replies_come_on_request(page, thread):
    open_thread(page, thread)
    page.locator("textarea[data-composer]").focus()
    page.keyboard.type("Ich schreibe gerade.")
    make_post(thread)
    bar = page.locator(BAR)
    expect(bar).to_have_text("1 neue Antwort anzeigen")
    make_post(thread)
    expect(bar).to_have_text("2 neue Antworten anzeigen")
    expect(page.locator("[data-post]")).to_have_count(1)
    bar.click()
    expect(page.locator("[data-post]")).to_have_count(3)
    assert page.evaluate(FOCUSED_POST) == "b2"
    expect(page.locator("[data-new-divider] + [data-post]")).to_have_attribute("aria-labelledby", "b2")
    expect(bar).to_have_count(0)
    expect(page.locator(TEXT)).to_have_text("Ich schreibe gerade.")

    make_post(thread)
    expect(bar).to_have_text("1 neue Antwort anzeigen")
    page.locator("h1").click()
    page.keyboard.press(".")
    expect(page.locator("[data-post]")).to_have_count(4)
    expect(page.locator("[data-new-divider]")).to_have_count(1)
    assert page.evaluate(FOCUSED_POST) == "b4"


def test_on_an_earlier_page_the_bar_leads_to_the_new_replies(page, thread):
    make_posts(thread, 24)
    open_thread(page, thread)
    expect(page.locator("[data-post]")).to_have_count(20)
    make_post(thread)
    page.locator(BAR).click()
    page.wait_for_url("**ab=*")
    expect(page.locator("[data-post]:has(#b26)")).to_be_visible()


def test_a_failure_is_said_and_can_be_repeated(page, thread, watch):
    watch.expect("ERR_FAILED|Failed to load")
    open_thread(page, thread)
    make_post(thread)
    page.locator(BAR).wait_for()
    page.route("**/neue/*", lambda route: route.abort())
    page.locator(BAR).click()
    expect(page.locator("[data-livebar]")).to_contain_text("hat nicht geklappt")
    page.unroute("**/neue/*")
    page.locator(BAR).click()
    expect(page.locator("[data-post]")).to_have_count(2)


@pytest.mark.feature("FF-02")
def test_reading_the_end_marks_as_read(page, thread, reader):
    make_posts(thread, 2, text="<p>Zeile</p>" * 40)
    open_thread(page, thread)
    expect(page.locator("[data-mark-read]")).to_be_hidden()
    page.wait_for_timeout(2000)
    assert last_read(reader, thread) == 0
    page.locator("[data-post]:has(#b3) .kn-post__foot").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert last_read(reader, thread) == 0
    wait_for(lambda: last_read(reader, thread) == 3, "not marked as read")

    make_post(thread)
    page.locator(BAR).click()
    wait_for(lambda: last_read(reader, thread) == 4, "the new reply is not marked as read")


def test_reaction_keeps_the_focus(page, thread, reader):
    open_thread(page, thread)
    button = page.locator(".kn-reaction", has_text="Danke")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(button).to_contain_text("1")
    assert Reaction.objects.filter(user=reader).count() == 1
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not Reaction.objects.filter(user=reader).exists()


def test_refused_reaction_is_said(page, thread, watch):
    watch.expect("ERR_FAILED|Failed to load")
    open_thread(page, thread)
    page.route("**/reaktion/", lambda route: route.abort())
    page.locator(".kn-reaction").first.click()
    expect(page.locator(".kn-reactions [role=alert]")).to_contain_text("nicht geklappt")


def test_a_thread_that_moves_away_vanishes_from_the_open_page(page, thread, reader):
    open_thread(page, thread)
    wait_for(lambda: last_read(reader, thread) == 1, "not marked as read")
    page.locator("textarea[data-composer]").focus()
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("Mein halber Satz")
    speaker = make_speaker()
    move_thread(actor=speaker, thread=thread, target=make_area(members=[speaker]))
    expect(page.locator("[data-post]")).to_have_count(0)
    expect(page.locator("[data-livebar]")).to_contain_text("nicht mehr verfügbar")
    expect(page.locator(TEXT)).to_have_text("Mein halber Satz")


@pytest.mark.feature("FF-16")
def test_keys_of_the_list(page, reader):
    area = make_area()
    make_threads(3, area=area)
    page.goto(f"/forum/{area.slug}/")
    titles = page.locator(".kn-thread h3 a")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("u")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("n")
    page.wait_for_url(f"**/forum/{area.slug}/neu/")


@pytest.mark.feature("FF-16")
def test_keys_of_a_thread(page, thread):
    make_posts(thread, 2)
    open_thread(page, thread)
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_POST) == "b1"
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_POST) == "b2"
    page.keyboard.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("jknr.?")
    assert page.locator("textarea[data-composer]").evaluate("each => each.value") == "<p>jknr.?</p>"


@pytest.mark.feature("FF-16")
def test_keys_can_be_switched_off(page, thread):
    open_thread(page, thread)
    assert page.evaluate("localStorage.length") == 0
    page.keyboard.press("?")
    dialog = page.locator("dialog[data-shortcuts]")
    expect(dialog).to_be_visible()
    assert_accessible(page, "dialog[open]")
    dialog.locator("input[type=checkbox]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_POST) is None
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_POST) is None
    page.locator("[data-shortcuts-open]").click()
    dialog.locator("input[type=checkbox]").check()
    dialog.locator("button").click()
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_POST) == "b1"


def test_accessible_with_the_bar(page, thread, reader, axe):
    mark_thread_read(actor=reader, thread=thread, up_to=1)
    make_posts(thread, 2)
    open_thread(page, thread)
    expect(page.locator("#neu + [data-post]:has(#b2)")).to_be_visible()
    make_post(thread)
    page.locator(BAR).wait_for()
    axe(page)
    page.locator(BAR).click()
    page.locator("[data-new-divider]").wait_for()
    page.evaluate("scrollTo(0, 0)")
    axe(page)


def test_more_actions_come_when_the_menu_is_opened(page, thread, watch):
    watch.expect("ERR_FAILED|Failed to load")
    make_post(thread)
    open_thread(page, thread)
    menu = page.locator("[data-post]:has(#b2) details.kn-menu")
    summary, entries = menu.locator("summary"), menu.locator("ul .kn-menu__item")
    expect(entries).to_have_count(0)
    summary.focus()
    page.route("**/aktionen/", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(menu.get_by_role("alert")).to_contain_text("nicht geklappt")
    expect(menu.get_by_role("link", name="Weitere Aktionen")).to_be_visible()
    page.keyboard.press("Escape")
    page.unroute("**/aktionen/")
    page.keyboard.press("Enter")
    expect(entries).to_have_text(
        [
            "Melden Beitrag 2",
            "Merken",
            "Merken und erinnern lassen",
            "Nur Beiträge dieser Person",
            "Ab hier als ungelesen markieren",
            "Link zu diesem Beitrag",
        ]
    )
    expect(menu.get_by_role("alert")).to_have_count(0)
    expect(summary).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(entries.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_new_replies_have_their_menu_too(page, thread):
    open_thread(page, thread)
    make_post(thread)
    page.locator(BAR).click()
    page.locator("[data-post]:has(#b2) details.kn-menu summary").click()
    expect(page.locator("[data-post]:has(#b2) .kn-menu__item").first).to_contain_text("Melden")
