"""The members' area for somebody who chose English: from signing in to notifications, and no German word around it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forum.models import Post
from search.models import SearchDocument
from tests.factories import PASSWORD, make_area, make_member, make_municipality, make_post, make_thread, make_topic
from tests.harness.catalogues import read_po
from tests.harness.site import wait_for

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
TITLE = "Who replaced the portal for clubs?"
CHROME = "header, nav, footer, h1, h2, legend, label, button, summary, th, [role=status], .kn-hint, .kn-stat, .kn-empty"
TEXTS = """elements => elements.flatMap(element => {
  const texts = [...element.querySelectorAll("*"), element].flatMap(each => [...each.childNodes])
    .filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.textContent.trim())
  const names = [...element.querySelectorAll("*"), element].flatMap(each =>
    ["aria-label", "title", "placeholder"].map(name => each.getAttribute(name)))
  return [...texts, ...names].filter(Boolean)
})"""


@pytest.fixture(scope="module")
def german_words():
    """What the German catalogues say, where that is no English text as well."""
    entries = [
        entry
        for path in ROOT.glob("*/locale/de/LC_MESSAGES/django.po")
        for entry in read_po(path)
        if not re.search(r"[%{\\\\]", "".join(entry.translations))
    ]
    english = {text for entry in entries for text in (entry.message.text, entry.message.plural)}
    return {text for entry in entries for text in entry.translations if len(text) > 2} - english


@pytest.fixture
def member(site):
    topic = make_topic("Digitalisation")
    thread = make_thread(make_area("Digitalisation", topic=topic), make_member(first_name="Lena"), title=TITLE)
    member = make_member(make_municipality("Springfield", label="Springfield"), first_name="Jane", language="en")
    make_post(thread, text=f'<p><span data-mention="{member.pk}">@Jane</span>, what do you use?</p>')
    return member


@pytest.fixture
def is_english(german_words):
    def is_english(page: Page) -> None:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        found = german_words & set(page.locator(CHROME).evaluate_all(TEXTS))
        assert not found, f"{page.url} says {found}"

    return is_english


def test_members_area_in_english(new_context, member, is_english):
    page = new_context().new_page()
    page.goto("/konto/anmelden/")
    page.locator("input[name=login]").fill(member.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/uebersicht/$"))
    expect(page.get_by_role("heading", name="New for you")).to_be_visible()
    is_english(page)

    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    is_english(page)
    page.locator("textarea[data-composer]").focus()
    page.keyboard.type("We use free software, and run it ourselves.")
    page.get_by_role("button", name="Publish reply").click()
    expect(page.get_by_role("main")).to_contain_text("We use free software")
    is_english(page)
    assert Post.objects.filter(author=member).exists()

    page.get_by_role("link", name="Directory").first.click()
    expect(page.get_by_role("heading", level=1, name="Directory")).to_be_visible()
    is_english(page)
    wait_for(lambda: SearchDocument.objects.filter(title=TITLE).exists(), "the worker has not indexed the thread")
    field = page.get_by_label("Search the network")
    field.fill("portal clubs")
    field.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name=TITLE).first).to_be_visible()
    is_english(page)
    page.goto("/mitteilungen/")
    expect(page.get_by_role("heading", level=1, name="Notifications")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    is_english(page)
    for address in ("/willkommen/themen/", "/willkommen/beratung/", "/konto/", "/forum/neu/"):
        page.goto(address)
        is_english(page)
