"""The main job, end to end: a member asks, a colleague answers in another browser, the asker's bell rings."""

import pytest
from playwright.sync_api import expect

from forum.models import Post, Thread
from notifications.models import Notification
from tests.factories import PASSWORD, make_area, make_member
from tests.harness.site import wait_for

pytestmark = pytest.mark.browser

TITLE = "Wer hat einen Meldebogen für Spontanhelfende?"


@pytest.fixture(scope="module")
def people(site):
    area = make_area("Umgang mit Krisen", slug="krisen")
    asker = make_member(first_name="Lena", last_name="Friedrichs", email="lena@demo.example")
    helper = make_member(first_name="Sven", last_name="Hartung", email="sven@demo.example")
    return area, asker, helper


def sign_in(page, user):
    page.goto("/konto/anmelden/?next=/forum/")
    page.locator("input[type=email]").fill(user.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/forum/")


def wait_for_socket(page):
    expect(page.locator("html[data-socket=open]")).to_have_count(1)


def write(page, text):
    """Types into the editor, or into the textarea where it has not loaded."""
    page.locator("textarea[data-composer]").first.focus()
    field = page.locator("[role=textbox][contenteditable=true]").first
    field.wait_for()
    field.click()
    page.keyboard.type(text)


def ask(page, area, title):
    page.goto(f"/forum/{area.slug}/neu/")
    page.locator("input[name=kind][value=question]").check()
    page.locator("input[name=title]").fill(title)
    write(page, "Im Sommer standen 150 Freiwillige vor der Feuerwache, und wir hatten keine Liste.")
    page.locator("form[data-thread-form] button[type=submit]").click()
    page.wait_for_url("**/forum/krisen/*-*/")


def answer(page, text):
    write(page, text)
    page.locator("form[data-reply-form] button[type=submit]").click()


def test_ask_arrives_answer_bell_accept(site, people, new_context):
    area, asker, helper = people
    asking, helping = new_context().new_page(), new_context().new_page()
    sign_in(asking, asker)
    sign_in(helping, helper)

    ask(asking, area, TITLE)
    wait_for_socket(asking)
    helping.goto("/forum/")
    helping.get_by_role("link", name=TITLE).click()
    helping.wait_for_url("**/forum/krisen/*/")
    answer(helping, "Unseren Bogen können Sie gern übernehmen. Er passt auf eine Seite.")
    expect(helping.locator("article.kn-post")).to_have_count(2)

    live = asking.locator("[data-livebar] button")
    expect(live).to_be_visible()
    expect(asking.locator("article.kn-post")).to_have_count(1)  # nothing moves by itself
    expect(asking.locator("[data-bell] .kn-count")).to_have_text("1")
    live.click()
    expect(asking.locator("article.kn-post")).to_have_count(2)
    assert asking.evaluate("document.activeElement.closest('article')?.querySelector('h3').id") == "b2"

    wait_for(lambda: not Notification.objects.filter(user=asker).unread().exists(), "reading did not clear the bell")
    asking.reload()
    asking.locator("form[action*='/annehmen/'] button").click()
    expect(asking.locator(".kn-post--answer")).to_have_count(1)
    expect(helping.locator("[data-bell] .kn-count")).to_have_text("1")


def test_nothing_is_missing_after_each_process_was_killed(site, people, new_context, login, watch):
    watch.expect("WebSocket|ERR_CONNECTION|stand")
    area, asker, helper = people
    thread = Thread.objects.get(title=TITLE)
    address = thread.get_absolute_url()
    asking, helping = new_context(), new_context()
    login(asking, asker)
    login(helping, helper)
    page, other = asking.new_page(), helping.new_page()
    page.goto(address)
    wait_for_socket(page)
    for number, (name, process) in enumerate(
        (("socket", site.socket), ("worker", site.worker), ("valkey", site.valkey)), start=3
    ):
        process.kill()
        try:
            other.goto(address)
            answer(other, f"Antwort, während {name} steht.")
            expect(other.locator("article.kn-post")).to_have_count(number)
        finally:
            process.start()
        wait_for(
            lambda number=number: Notification.objects.filter(
                user=asker, latest_reference_id=Post.objects.get(thread=thread, number=number).pk
            ).exists(),
            f"no notification after {name} came back",
        )
        page.bring_to_front()
        live = page.locator("[data-livebar] button")
        expect(live).to_be_visible(timeout=90_000)
        live.click()
        expect(page.locator("article.kn-post")).to_have_count(number)
        wait_for_socket(page)


def test_the_same_without_javascript(site, people, new_context, login):
    area, asker, helper = people
    asking = new_context(java_script_enabled=False)
    helping = new_context(java_script_enabled=False)
    login(helping, helper)
    page, other = asking.new_page(), helping.new_page()
    sign_in(page, asker)
    page.goto(f"/forum/{area.slug}/neu/")
    page.locator("input[name=kind][value=question]").check()
    page.locator("input[name=title]").fill("Geht es auch ganz ohne Skripte?")
    page.locator("textarea[name=body]").fill("Guten Tag,\n\n- erstens\n- zweitens")
    page.locator("form[data-thread-form] button[type=submit]").click()
    expect(page.locator(".kn-prose li")).to_have_count(2)

    other.goto("/forum/")
    other.get_by_role("link", name="Geht es auch ganz ohne Skripte?").click()
    other.locator("textarea[name=body]").fill("Ja, das geht.")
    other.locator("form[data-reply-form] button[type=submit]").click()
    expect(other.locator("article.kn-post")).to_have_count(2)

    wait_for(lambda: Notification.objects.filter(user=asker).unread().exists(), "the bell did not ring")
    page.goto("/mitteilungen/")
    page.get_by_role("link", name="Geht es auch ganz ohne Skripte?").click()
    expect(page.locator("article.kn-post")).to_have_count(2)
    page.locator("form[action*='/annehmen/'] button").click()
    expect(page.locator(".kn-post--answer")).to_have_count(1)


def test_the_same_by_keyboard_only(site, people, new_context, login):
    area, asker, helper = people
    context = new_context()
    login(context, asker)
    page = context.new_page()
    page.goto(f"/forum/{area.slug}/neu/")
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=title]")
    page.keyboard.type("Nur mit der Tastatur gefragt, geht das?")
    tab_to(page, "[role=textbox][contenteditable=true], textarea[name=body]")
    page.locator("[role=textbox][contenteditable=true]").wait_for()
    tab_to(page, "[role=textbox][contenteditable=true]")
    page.keyboard.type("Ja, mit Tabulator und Eingabetaste.")
    tab_to(page, "form[data-thread-form] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/forum/krisen/nur-mit-der-tastatur*/")
    assert Thread.objects.filter(title__startswith="Nur mit der Tastatur").exists()


def tab_to(page, selector, limit=80):
    """Presses Tab until the focus is on such an element."""
    for _ in range(limit):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")
