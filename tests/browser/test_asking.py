"""A new thread with help: similar threads beside it, an area's questions, tags that exist, and the one question."""

import pytest
from playwright.sync_api import expect

from forum.models import AreaQuestion, Thread
from tests.factories.directory import make_member
from tests.factories.forum import make_area, make_thread
from tests.search.pages import index_everything

pytestmark = pytest.mark.browser

TITLE = "Welche Rolle haben Vereinsheime im Notfallplan?"


@pytest.fixture(scope="module")
def areas(site):
    plain, asking = make_area("Ohne Fragen"), make_area("Mit Fragen")
    AreaQuestion.objects.create(area=asking, position=0, label="Wie viele Karten?")
    make_thread(plain, title=TITLE, tags=["vereinsheime", "notfallplan"])
    index_everything()
    return plain, asking


@pytest.fixture
def author(areas):
    return make_member()  # another each time: nobody may post so fast


@pytest.mark.feature("FF-46", "FF-51", "FF-63", "FF-44")
def test_a_thread_by_keyboard_with_all_the_help_there_is(new_context, login, author, areas, axe, watch):
    watch.expect("status of 422")
    context = new_context()
    login(context, author)
    page = context.new_page()
    page.goto("/forum/neu/")
    rail = page.get_by_role("complementary", name="Vorschläge")
    expect(rail).to_contain_text("Sobald Sie einen Titel schreiben, stehen hier ähnliche Themen.")
    page.locator("[name=kind][value=question]").check()
    page.get_by_label("Bereich", exact=True).select_option(label="Mit Fragen")
    page.get_by_label("Wie viele Karten?").fill("120")
    page.get_by_label("Bereich", exact=True).select_option(label="Ohne Fragen")
    expect(page.get_by_label("Wie viele Karten?")).to_have_count(0)
    page.get_by_label("Bereich", exact=True).select_option(label="Mit Fragen")
    expect(page.get_by_label("Wie viele Karten?")).to_have_value("120")
    page.get_by_label("Titel").press_sequentially("Vereinsheime und ihre Rolle im Notfallplan")
    expect(rail.get_by_role("link", name=TITLE)).to_be_visible()
    expect(rail).to_contain_text("Dann bleibt alles beieinander.")

    tags = page.get_by_role("combobox", name="Schlagwörter")
    tags.press_sequentially("notf")
    expect(page.get_by_role("option", name="notfallplan")).to_be_visible()
    axe(page)
    tags.press("ArrowDown")
    expect(tags).to_have_attribute("aria-activedescendant", "id_tags_list_0")
    tags.press("Enter")
    expect(tags).to_have_value("notfallplan, ")
    tags.press_sequentially("vere")
    expect(page.get_by_role("option", name="vereinsheime")).to_be_visible()
    tags.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    tags.press_sequentially("in")

    page.locator("textarea[data-composer]").focus()
    page.locator("[role=textbox][contenteditable=true]").press_sequentially("Fragen Sie Frau M.: 0251 4927133")
    page.get_by_role("button", name="Thema veröffentlichen").press("Enter")
    question = page.get_by_role("group", name="Ist das für alle bestimmt, die hier lesen?")
    expect(question).to_be_focused()
    expect(question).to_contain_text("0251 4927133")
    expect(page.get_by_label("Wie viele Karten?")).to_have_value("120")
    axe(page)
    with page.expect_navigation():
        question.get_by_role("button", name="Trotzdem veröffentlichen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vereinsheime und ihre Rolle im Notfallplan")
    thread = Thread.objects.get(author=author)
    assert set(thread.tags.values_list("name", flat=True)) == {"notfallplan", "verein"}
    assert "Wie viele Karten? 120" in thread.posts.get().text


@pytest.mark.feature("FF-44", "FF-51")
def test_without_a_script_the_server_asks_one_after_the_other(new_context, login, author, areas, watch):
    watch.expect("status of 422")
    context = new_context(java_script_enabled=False)
    login(context, author)
    page = context.new_page()
    page.goto("/forum/neu/")
    expect(page.get_by_role("complementary", name="Vorschläge")).to_have_count(0)
    page.locator("[name=kind][value=question]").check()
    page.get_by_label("Bereich", exact=True).select_option(label="Mit Fragen")
    page.get_by_label("Titel").fill("Wer kennt sich mit Karten aus?")
    page.get_by_label("Text", exact=True).fill("Schreiben Sie an petra.muster@example.de")
    page.get_by_role("button", name="Thema veröffentlichen").click()
    expect(page.get_by_text("fragt noch einige Angaben ab")).to_be_visible()
    page.get_by_label("Wie viele Karten?").fill("Drei")
    page.get_by_role("button", name="Thema veröffentlichen").click()
    expect(page.get_by_role("group", name="Ist das für alle bestimmt, die hier lesen?")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Schreiben Sie an petra.muster@example.de")
    page.get_by_label("Text", exact=True).fill("Schreiben Sie mir eine Nachricht.")
    page.get_by_role("button", name="Thema veröffentlichen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wer kennt sich mit Karten aus?")
