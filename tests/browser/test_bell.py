"""The bell of an open page: right by sockets, without them by a question every minute, and silent after logout."""

import pytest
from playwright.sync_api import Page, expect

from notifications.actions import mark_read, record_events
from tests.factories.directory import make_member
from tests.factories.forum import make_thread

pytestmark = pytest.mark.browser

OPEN, CLOSED = "html[data-socket=open]", "html[data-socket=closed]"
SOCKET_ERRORS = "WebSocket|ERR_CONNECTION"
HIDE = "document.__isHidden = true; document.dispatchEvent(new Event('visibilitychange'))"
SHOW = "document.__isHidden = false; document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def anna(site):
    return make_member(first_name="Anna", last_name="Öztürk")


@pytest.fixture
def context(new_context, login, anna):
    context = new_context()
    login(context, anna)
    return context


@pytest.fixture
def page(context):
    page = context.new_page()
    page.questions = []
    page.on("request", lambda request: "/stand/" in request.url and page.questions.append(request.url))
    return page


@pytest.fixture
def tell(anna):
    """`tell()`: somebody answers in a thread of its own."""

    def tell(thread=None):
        post = (thread or make_thread()).last_post
        record_events(
            kind="forum.reply",
            event_id=f"test:{post.pk}",
            group_key=f"test:{post.pk}",
            room="members",
            object_id=post.thread_id,
            reference_id=post.pk,
            actor_id=post.author_id,
            recipient_ids=[anna.pk],
        )

    return tell


def open_list(page: Page) -> None:
    page.goto("/mitteilungen/")
    page.locator(OPEN).wait_for(state="attached")


def pass_time(page: Page, seconds: int) -> None:
    """In steps, so that the network, which knows no false clock, keeps up."""
    for _ in range(0, seconds, 5):
        page.clock.run_for(5_000)
        page.wait_for_timeout(300)


def bell(page: Page):
    return page.locator("[data-bell]")


def test_the_bell_rings_without_reload_and_moves_nothing(page, anna, tell, axe):
    open_list(page)
    expect(bell(page)).to_have_accessible_name("Mitteilungen: keine ungelesen")
    expect(page.locator("[data-bell-news]")).to_be_hidden()
    tell()
    expect(bell(page)).to_have_accessible_name("Mitteilungen: 1 ungelesen")
    expect(page.locator("[data-bell-count]")).to_have_text("1")
    expect(page.locator("[data-bell-status]")).to_have_text("Neue Mitteilung")
    expect(page.locator(".kn-notif")).to_have_count(0)
    axe(page)
    page.get_by_role("link", name="Neue Mitteilungen anzeigen").click()
    expect(page.locator(".kn-notif")).to_have_count(1)
    axe(page)
    mark_read(user=anna, everything=True)
    expect(bell(page)).to_have_accessible_name("Mitteilungen: keine ungelesen")
    expect(page.locator("[data-bell-count]")).to_be_hidden()


def test_new_notifications_are_said_at_most_every_30_seconds(page, tell):
    page.clock.install()
    open_list(page)
    page.evaluate(
        "document.__said = []; new MutationObserver((list) => list.forEach((each) => each.target.textContent &&"
        " document.__said.push(each.target.textContent)))"
        ".observe(document.querySelector('[data-bell-status]'), {childList: true})"
    )
    for number in (1, 2, 3):
        tell()
        page.clock.run_for(5_000)
        expect(page.locator("[data-bell-count]")).to_have_text(str(number))
        page.clock.run_for(3_000)
    assert page.evaluate("document.__said") == ["Neue Mitteilung"]
    page.clock.run_for(30_000)
    tell()
    page.clock.run_for(3_000)
    expect(page.locator("[data-bell-count]")).to_have_text("4")
    page.clock.run_for(200)
    assert page.evaluate("document.__said") == ["Neue Mitteilung"] * 2


def test_much_ringing_is_few_questions(page, tell):
    open_list(page)
    page.wait_for_timeout(2500)
    before = len(page.questions)
    for thread in [make_thread() for _ in range(8)]:
        tell(thread)
    expect(page.locator("[data-bell-count]")).to_have_text("8")
    assert len(page.questions) - before <= 4


def test_after_connecting_there_is_one_question(page):
    open_list(page)
    page.wait_for_timeout(3000)
    assert len(page.questions) == 1


def test_without_sockets_the_page_asks_every_minute_and_comes_back_when_they_do(page, site, tell, watch):
    watch.expect(SOCKET_ERRORS)
    page.clock.install()
    open_list(page)
    page.clock.run_for(3_000)
    site.socket.kill()
    try:
        page.locator(CLOSED).wait_for(state="attached")
        tell()
        page.wait_for_timeout(500)
        expect(bell(page)).to_have_accessible_name("Mitteilungen: keine ungelesen")
        pass_time(page, 70)
        expect(bell(page)).to_have_accessible_name("Mitteilungen: 1 ungelesen")
    finally:
        site.socket.start()
    tell()
    pass_time(page, 40)
    page.locator(OPEN).wait_for(state="attached")
    expect(bell(page)).to_have_accessible_name("Mitteilungen: 2 ungelesen")


def test_after_logout_in_another_tab_the_page_is_silent(context, page):
    page.clock.install()
    open_list(page)
    other = context.new_page()
    other.goto("/konto/abmelden/")
    other.locator("main form button").click()
    page.locator(CLOSED).wait_for(state="attached")
    before = len(page.questions)
    page.clock.run_for(600_000)
    page.wait_for_timeout(500)
    assert len(page.questions) == before
    assert page.url.endswith("/mitteilungen/")


def test_a_page_nobody_sees_rests_and_wakes(page, tell):
    page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => Boolean(document.__isHidden)})")
    page.clock.install()
    open_list(page)
    page.clock.run_for(3_000)
    page.evaluate(HIDE)
    page.clock.run_for(290_000)
    page.evaluate(SHOW)  # back in time: nothing has ended
    expect(page.locator(OPEN)).to_be_attached()
    page.evaluate(HIDE)
    page.clock.run_for(301_000)
    page.locator(CLOSED).wait_for(state="attached")
    before = len(page.questions)
    tell()
    page.clock.run_for(900_000)
    page.wait_for_timeout(300)
    assert len(page.questions) == before
    page.evaluate(SHOW)
    page.locator(OPEN).wait_for(state="attached")
    expect(bell(page)).to_have_accessible_name("Mitteilungen: 1 ungelesen")


def test_without_javascript_everything_can_be_read_and_marked(new_context, login, anna, tell):
    tell()
    context = new_context(java_script_enabled=False)
    login(context, anna)
    page = context.new_page()
    page.goto("/mitteilungen/")
    expect(page.locator(".kn-notif--unread")).to_have_count(1)
    page.get_by_role("button", name="Als gelesen markieren:").click()
    expect(page.locator(".kn-notif--unread")).to_have_count(0)
    expect(page.locator("#kn-status")).to_contain_text("Als gelesen markiert.")
    page.get_by_role("button", name="Als ungelesen markieren:").click()
    expect(page.locator(".kn-notif--unread")).to_have_count(1)
    page.get_by_role("button", name="Alle als gelesen markieren").click()
    expect(page.locator(".kn-notif--unread")).to_have_count(0)
    page.get_by_role("link", name="Einstellungen ändern").click()
    page.get_by_role("radio", name="einmal in der Woche").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("radio", name="einmal in der Woche")).to_be_checked()
