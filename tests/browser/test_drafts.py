"""Nothing typed is lost: drafts in a real browser, in two windows, without a connection, after the session's end."""

import re

import pytest
from playwright.sync_api import Page, expect

from forum.models import Draft, Post
from tests.browser.conftest import assert_accessible
from tests.factories.directory import make_member
from tests.factories.files import make_file
from tests.factories.forum import make_area, make_thread
from tests.harness.site import wait_for

from .hands import Keyboard

pytestmark = pytest.mark.browser

TEXT = "[role=textbox][contenteditable=true]"
SAVED = re.compile(r"Entwurf gespeichert um \d{1,2}:\d\d Uhr")


@pytest.fixture
def author(site):
    return make_member(first_name="Lena", last_name="Friedrichs")


@pytest.fixture
def thread(author):
    return make_thread(make_area(), author)


@pytest.fixture
def context(new_context, login, author):
    context = new_context()
    login(context, author)
    return context


@pytest.fixture
def page(context, thread):
    page = context.new_page()
    page.goto(thread.get_absolute_url())
    return page


def write(page: Page, text: str) -> None:
    page.locator("textarea[data-composer]").focus()
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type(text)


def status(page: Page):
    return page.locator(".kn-draftline")


def words_of(author) -> str:
    return "".join(Draft.objects.filter(user=author).values_list("body", flat=True))


@pytest.mark.feature("FF-40")
def test_what_is_typed_is_kept_and_comes_back(page, thread, author):
    write(page, "Bei uns der Hausmeister.")
    expect(status(page)).to_have_text(SAVED)
    assert words_of(author) == "<p>Bei uns der Hausmeister.</p>"
    page.reload()
    page.locator("textarea[data-composer]").focus()
    expect(page.locator(TEXT)).to_have_text("Bei uns der Hausmeister.")
    with page.expect_navigation():
        page.locator("[data-reply-form] button[type=submit]").click()
    assert Post.objects.filter(thread=thread, number=2).exists()
    assert not Draft.objects.filter(user=author).exists()


@pytest.mark.feature("FF-40")
def test_leaving_at_once_keeps_the_last_words(page, author):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    write(page, "Noch nicht fertig")
    expect(status(page)).to_be_attached()
    page.goto("/forum/")
    wait_for(lambda: words_of(author) == "<p>Noch nicht fertig</p>", "the draft")
    assert asked == []


@pytest.mark.feature("FF-42")
def test_what_was_sent_before_it_was_kept_does_not_come_back(page, author):
    write(page, "")
    expect(status(page)).to_be_attached()
    page.wait_for_load_state("networkidle")
    page.keyboard.type("Gleich gesendet.")
    for _time in range(2):  # the second time from the page with the published text
        assert not Draft.objects.filter(user=author).exists()
        with page.expect_navigation():
            page.locator("[data-reply-form] button[type=submit]").click()
        write(page, "")
        page.wait_for_load_state("networkidle")
        expect(page.locator(TEXT)).to_have_text("")
        page.keyboard.type("Noch einmal.")


@pytest.mark.feature("FF-42", "FF-43")
def test_a_change_that_was_sent_is_not_put_over_the_next(page, thread):
    post = thread.posts.get()
    for number in (1, 2):
        page.goto(f"/forum/beitrag/{post.pk}/bearbeiten/")
        expect(status(page)).to_be_attached()
        page.wait_for_load_state("networkidle")
        page.locator(TEXT).press_sequentially(f"Ergänzung {number}. ")
        expect(status(page)).to_have_text(SAVED)
        with page.expect_navigation():
            page.get_by_role("button", name="Speichern", exact=True).click()
        post.refresh_from_db()
        assert (post.edit_count, post.text.count("Ergänzung")) == (number, number)


@pytest.mark.feature("FF-41")
def test_two_windows_show_both_texts_and_ask(page, context, thread, author, watch):
    watch.expect("status of 409")
    other = context.new_page()
    other.goto(thread.get_absolute_url())
    other.locator("textarea[data-composer]").focus()
    expect(status(other)).to_be_attached()
    other.wait_for_load_state("networkidle")
    write(page, "Aus dem ersten Fenster.")
    expect(status(page)).to_have_text(SAVED)
    write(other, "Aus dem zweiten Fenster.")
    panel = other.locator("[data-draft-choice]")
    expect(panel).to_contain_text("Aus dem ersten Fenster.")
    expect(panel).to_contain_text("Aus dem zweiten Fenster.")
    assert_accessible(other, "[data-draft-choice]")
    Keyboard(other).press(panel.get_by_role("button", name="Beide behalten"))
    wait_for(lambda: words_of(author).count("Fenster.") == 2, "the draft")


@pytest.mark.feature("FF-42")
def test_what_only_this_device_has_comes_back_with_its_files(page, thread, author, settings, tmp_path):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path}
    key, fields = f"reply-{thread.pk}", [["body", "<p>Ohne Netz.</p>"], ["files", str(make_file(author).pk)]]
    copy = {"owner": author.pk, "key": key, "revision": 0, "sent": "", "fields": fields}
    put = "copy => localStorage.setItem(`ratschlag-draft:${copy.owner}:${copy.key}`, JSON.stringify(copy))"
    page.evaluate(put.replace("JSON.stringify(copy)", "JSON.stringify({...copy, at: Date.now()})"), copy)
    page.locator("textarea[data-composer]").focus()
    expect(page.locator("[data-file-rows]")).to_contain_text("Satzung.pdf")
    expect(page.locator(TEXT)).to_have_text("Ohne Netz.")


@pytest.mark.feature("FF-42")
def test_without_a_connection_one_writes_on(page, context, author, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    write(page, "Erster Satz.")
    expect(status(page)).to_have_text(SAVED)
    context.set_offline(True)
    page.keyboard.type(" Zweiter Satz.")
    expect(status(page)).to_contain_text("Keine Verbindung. Sie können weiterschreiben.")
    page.locator("[data-reply-form] button[type=submit]").click()
    expect(page.locator(TEXT)).to_have_text("Erster Satz. Zweiter Satz.")
    context.set_offline(False)
    wait_for(lambda: "Zweiter Satz." in words_of(author), "the draft")
    expect(status(page)).to_have_text(SAVED)


@pytest.mark.feature("FF-42")
def test_after_the_session_s_end_the_text_waits_for_its_author(page, context, login, author, watch):
    watch.expect("status of 401|status of 403")
    write(page, "Vor der Abmeldung.")
    expect(status(page)).to_have_text(SAVED)
    context.clear_cookies()
    page.keyboard.type(" Danach.")
    expect(status(page)).to_contain_text("Bitte melden Sie sich wieder an. Ihr Entwurf bleibt erhalten.")
    expect(status(page).get_by_role("link")).to_have_attribute("href", re.compile("/konto/anmelden/"))
    login(context, author)
    page.evaluate("dispatchEvent(new Event('online'))")  # as the window that comes back to the front does
    wait_for(lambda: "Danach." in words_of(author), "the draft")
