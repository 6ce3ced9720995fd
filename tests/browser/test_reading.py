"""Reading on: unread from here, more of a list or thread, and back to where one was."""

import pytest
from playwright.sync_api import expect

from forum.actions.reading import mark_thread_read
from forum.models import Bookmark, ThreadRead
from tests.factories.directory import make_member
from tests.factories.forum import make_area, make_posts, make_thread, make_threads
from tests.harness.site import wait_for

from .conftest import assert_accessible
from .hands import Keyboard, Mouse

pytestmark = pytest.mark.browser
FOCUSED_POST = "document.activeElement.closest('[data-post]')?.querySelector('h3').id"
TOP_OF_POST = "Math.round(document.activeElement.getBoundingClientRect().top)"


@pytest.fixture
def reader(site):
    return make_member(first_name="Lena", last_name="Friedrichs")


@pytest.mark.feature("FF-01")
@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_a_thread_is_unread_from_here_on(new_context, login, reader, hands):
    """The keyboard goes without JavaScript: there the menu is a page."""
    thread = make_thread(make_area())
    make_posts(thread, 4)
    thread.refresh_from_db()
    mark_thread_read(actor=reader, thread=thread, up_to=5)
    context = new_context(java_script_enabled=hands is Mouse)
    login(context, reader)
    page = context.new_page()
    hand = hands(page)
    page.goto(thread.get_absolute_url())
    third = page.locator("[data-post]:has(#b3)")
    hand.press(third.locator("details.kn-menu summary") if hands is Mouse else third.locator("a[data-menu]"))
    if hands is Mouse:
        expect(third.locator(".kn-menu__item").first).to_be_visible()
        assert_accessible(page, ".kn-menu__list")  # it lies over other buttons
    hand.press(page.get_by_role("button", name="Ab hier als ungelesen markieren"))
    expect(page.get_by_text("Das Thema gilt ab hier als ungelesen.")).to_be_visible()
    assert ThreadRead.objects.get(user=reader, thread=thread).last_read_number == 2
    expect(page.locator(".kn-thread--unread")).to_contain_text("3 neu")
    hand.press(page.locator(".kn-thread h3 a"))
    expect(page.locator("#neu + [data-post]")).to_have_attribute("aria-labelledby", "b3")


@pytest.mark.feature("FF-06", "FF-04")
def test_more_of_a_thread_and_back_to_the_place(new_context, login, reader):
    thread = make_thread(make_area())
    make_posts(thread, 49)
    context = new_context()
    login(context, reader)
    page = context.new_page()
    hand = Keyboard(page)
    page.goto(thread.get_absolute_url())
    more = page.get_by_role("button", name="Mehr laden")
    expect(page.locator("[data-post]")).to_have_count(20)
    more.focus()
    hand.press(more)
    expect(page.locator("[data-post]")).to_have_count(40)
    wait_for(lambda: page.evaluate(FOCUSED_POST) == "b21", "the first new post has no focus")
    expect(page.locator("[data-post]:has(#b30) details.kn-menu")).to_have_count(1)  # its menu works, too
    page.locator("[data-post]:has(#b33)").scroll_into_view_if_needed()
    page.locator("[data-post]:has(#b33) h3").evaluate(
        "heading => { heading.scrollIntoView({ behavior: 'instant' }); heading.focus() }"
    )
    top = page.evaluate(TOP_OF_POST)
    page.goto("/forum/merkliste/")
    page.go_back()
    expect(page.locator("[data-post]")).to_have_count(40)
    wait_for(lambda: page.evaluate(FOCUSED_POST) == "b33", "the post has no focus")
    assert abs(page.evaluate(TOP_OF_POST) - top) <= 5
    more.click()
    expect(page.locator("[data-post]")).to_have_count(50)
    expect(more).to_have_count(0)


@pytest.mark.feature("FF-06", "FF-04")
def test_more_of_a_list_and_back_to_the_place(new_context, login, reader):
    make_threads(45, area=make_area())
    context = new_context()
    login(context, reader)
    page = context.new_page()
    page.goto("/forum/")
    rows = page.locator(".kn-thread")
    expect(rows).to_have_count(20)
    page.get_by_role("button", name="Mehr laden").click()
    expect(rows).to_have_count(40)
    link = rows.nth(20).locator("h3 a")
    expect(link).to_be_focused()
    title = link.text_content()
    link.press("Enter")
    page.wait_for_url("**/wie-machen-sie-das-*/")
    page.go_back()
    expect(rows).to_have_count(40)
    expect(page.get_by_role("link", name=title)).to_be_focused()
    expect(page.get_by_role("link", name=title)).to_be_in_viewport()


@pytest.mark.feature("FF-13", "FF-14")
def test_a_post_is_kept_with_a_reminder_by_keyboard(new_context, login, reader, axe):
    thread = make_thread(make_area())
    context = new_context()
    login(context, reader)
    page = context.new_page()
    hand = Keyboard(page)
    page.goto(thread.get_absolute_url())
    hand.press(page.locator("[data-post] details.kn-menu summary"))
    hand.press(page.get_by_role("link", name="Merken und erinnern lassen"))
    in_a_week = page.get_by_label("in einer Woche")
    expect(in_a_week).to_be_visible()
    axe(page)
    hand.tick(in_a_week)
    hand.press(page.get_by_role("button", name="Speichern"))
    expect(page.get_by_text("Der Beitrag steht auf Ihrer Merkliste. Wir erinnern Sie am")).to_be_visible()
    assert Bookmark.objects.get(user=reader).remind_at
    page.goto("/forum/merkliste/")
    axe(page)
    hand.press(page.get_by_role("button", name="Entfernen"))
    expect(page.get_by_text("Nichts gemerkt")).to_be_visible()
