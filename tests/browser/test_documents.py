"""From a thread to paper, to a file for the records, and from the list of files back to the thread."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.factories import make_member, make_post, make_thread
from tests.factories.files import make_file

from .hands import Keyboard, Mouse

pytestmark = pytest.mark.browser


@pytest.fixture
def thread(site):
    author = make_member(first_name="Lena", last_name="Friedrichs")
    thread = make_thread(author=author, title="Wer hat eine Satzung?")
    with transaction.atomic():
        make_file(author, "Mustersatzung.pdf", post=make_post(thread, author, text="Hier ist unsere."))
    return thread


@pytest.fixture
def open_page(new_context, login, thread):
    def open_page(**options):
        context = new_context(**options)
        login(context, thread.author)
        page = context.new_page()
        page.add_init_script("window.print = () => { document.title = 'gedruckt' }")
        return page

    return open_page


@pytest.mark.feature("FF-10", "FF-11")
@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_a_thread_to_paper_and_to_a_file(open_page, thread, hands, axe):
    page = open_page()
    hand = hands(page)
    page.goto(thread.get_absolute_url())
    hand.press(page.get_by_role("link", name="Drucken oder als PDF speichern"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer hat eine Satzung?")
    axe(page)
    page.emulate_media(media="print")
    for hidden in (page.locator("header").first, page.get_by_role("link", name="Als PDF speichern")):
        expect(hidden).to_be_hidden()
    expect(page.locator("dd", has_text=thread.get_absolute_url())).to_be_visible()
    expect(page.locator(".kn-printhead")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        hand.press(page.get_by_role("link", name="Als PDF speichern"))
    assert download.value.suggested_filename == "wer-hat-eine-satzung.pdf"
    hand.press(page.get_by_role("button", name="Drucken"))
    expect(page).to_have_title("gedruckt")


@pytest.mark.feature("FF-10", "FF-68")
def test_without_javascript(open_page, thread):
    page = open_page(java_script_enabled=False)
    page.goto("/forum/")
    page.get_by_role("link", name="Dateien und Vorlagen").click()
    page.get_by_label("Art der Datei").select_option(label="PDF")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page).to_have_url(re.compile("art=pdf"))
    expect(page.get_by_role("link", name="Mustersatzung.pdf").first).to_be_visible()
    page.get_by_role("link", name="Wer hat eine Satzung?").first.click()
    page.get_by_role("link", name="Drucken oder als PDF speichern").click()
    expect(page.get_by_role("button", name="Drucken")).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(2)
