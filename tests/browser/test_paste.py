"""Pasting from office programs, tables, pictures and mentions of municipalities in a real editor, by keyboard."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from forum.models import Affiliation, Attachment, Post
from kit import richtext
from tests.browser.conftest import assert_accessible
from tests.factories.directory import make_member, make_municipality
from tests.factories.forum import make_area, make_post, make_thread
from tests.kit.test_clipboard import PROGRAMS, fragment, wanted

pytestmark = pytest.mark.browser

TEXT = "[role=textbox][contenteditable=true]"
TOOL = "[role=toolbar]:not([hidden]) [data-tool={}]"


@pytest.fixture(scope="module")
def people(site):
    coesfeld = make_municipality("Coesfeld")
    return coesfeld, make_member(coesfeld, first_name="Petra", last_name="Voßkuhl")


@pytest.fixture
def thread(site, people):
    return make_thread(make_area(), make_member(first_name="Lena", last_name="Friedrichs"))


@pytest.fixture
def page(new_context, login, thread):
    context = new_context()
    login(context, thread.author)
    page = context.new_page()
    page.goto(thread.get_absolute_url())
    page.locator("textarea[data-composer]").focus()
    expect(page.locator(TEXT)).to_be_focused()
    return page


def paste(page: Page, html: str, text: str = "Text") -> None:
    """As after copying in another program: the clipboard itself, and the keys."""
    page.evaluate(
        """([html, text]) => document.addEventListener("copy", (event) => {
          event.clipboardData.setData("text/html", html)
          event.clipboardData.setData("text/plain", text)
          event.preventDefault()
          event.stopImmediatePropagation()
        }, { once: true, capture: true })""",
        [html, text],
    )
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")


def source(page: Page) -> str:
    return page.locator("textarea[data-composer]").evaluate("each => each.value")


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-reply-form] button[type=submit]").first.click()


def last_post(thread) -> Post:
    return Post.objects.filter(thread=thread).latest("number")


@pytest.mark.feature("FF-22")
def test_office_programs_paste_the_same_as_the_server_makes_of_them(page):
    for program in PROGRAMS:
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        paste(page, fragment(program))
        found = richtext.clean(source(page)).removesuffix("<p></p>").replace("&nbsp;€", "\xa0€")
        assert found == wanted(program).replace("&nbsp;€", "\xa0€"), program


@pytest.mark.feature("FF-22", "FF-23")
def test_a_table_pasted_from_word_is_published_and_stays_when_edited(page, thread, new_context):
    page.keyboard.type("Unsere Sätze:")
    page.keyboard.press("Enter")
    paste(page, fragment("word_table"))
    send(page)
    post = last_post(thread)
    assert "<tr><th><p>Gemeinde</p></th><th><p>Betrag</p></th></tr>" in post.source
    assert "Gemeinde | Betrag\nCoesfeld | 1.500 €" in post.text
    table = page.locator("[data-post] .kn-scroll[role=group]")
    expect(table).to_have_attribute("aria-label", "Tabelle")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    page.goto(f"/forum/beitrag/{post.pk}/bearbeiten/")
    page.locator(f"{TEXT} p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" neu")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    before, post.source = post.source, ""
    post.refresh_from_db()
    assert post.source == before.replace("Sätze:", "Sätze: neu")


@pytest.mark.feature("FF-23")
def test_a_table_by_keyboard(page, thread):
    page.keyboard.press("Shift+Tab")
    for _ in range(12):
        if page.locator("[data-tool=table]").evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("Ort")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Hagen")
    page.keyboard.press("Shift+Tab")  # to the table's own tools
    expect(page.locator("[data-tool=rowAdd]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # deletes the row with the caret
    expect(page.locator(f"{TEXT} tr")).to_have_count(2)
    assert_accessible(page, "[role=toolbar]:not([hidden])")
    page.keyboard.press("Tab")
    expect(page.locator(TEXT)).not_to_be_focused()
    assert richtext.clean(source(page)).startswith("<table><tr><th><p>Ort</p></th><th><p></p></th>")


@pytest.mark.feature("FF-23")
def test_writing_goes_on_after_a_table(page):
    paste(page, fragment("excel"))
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("Danach")
    assert richtext.clean(source(page)).endswith("</table><p>Danach</p>")


def picture(owner) -> Attachment:
    from django.utils import timezone

    return Attachment.objects.create(
        uploader=owner,
        client_key=uuid.uuid4(),
        name="lageplan.png",
        stored_name=f"test/{uuid.uuid4()}",
        kind="picture",
        mime="image/png",
        size=100,
        sha256="0" * 64,
        width=40,
        height=30,
        state="ok",
        created_at=timezone.now(),
        unused_since=timezone.now(),
    )


@pytest.mark.feature("FF-30")
def test_a_picture_needs_words_or_is_decorative_by_keyboard(page, thread, watch):
    watch.expect("404|422")
    file = picture(thread.author)
    page.keyboard.type("So sieht es aus:")
    page.keyboard.press("Enter")
    page.locator("textarea[data-composer]").evaluate(
        "(each, id) => each.dispatchEvent(new CustomEvent('forum:picture', {detail: {id}, cancelable: true}))", file.pk
    )
    words = page.get_by_label(re.compile("Was zeigt das Bild"))
    expect(words).to_be_focused()
    send(page)
    expect(page.get_by_text("lageplan.png").first).to_be_visible()
    page.locator("textarea[data-composer]").focus()
    assert_accessible(page, ".kn-editor")
    words.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(words).to_be_disabled()
    assert f'<img data-file="{file.pk}" alt="" data-decorative="">' in source(page)
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Lageplan")
    send(page)
    post = last_post(thread)
    assert post.source.endswith(f'<img data-file="{file.pk}" alt="Lageplan">')
    assert post.text == "So sieht es aus:\nLageplan"
    assert file.uses.get().post == post


@pytest.mark.feature("FF-29", "FF-30")
def test_the_editors_button_puts_a_picture_into_the_text(page, thread):
    from io import BytesIO

    from PIL import Image

    image = BytesIO()
    Image.new("RGB", (40, 30), "red").save(image, "PNG")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-tool=picture]").click()
    chooser.value.set_files({"name": "lageplan.png", "mimeType": "image/png", "buffer": image.getvalue()})
    words = page.get_by_label(re.compile("Was zeigt das Bild"))
    expect(words).to_be_focused()
    page.keyboard.type("Ein Plan")
    file = Attachment.objects.get(uploader=thread.author)
    assert richtext.clean(source(page)).startswith(f'<img data-file="{file.pk}" alt="Ein Plan">')


@pytest.mark.feature("FF-23", "FF-25")
def test_a_quoted_table_is_lines(page, thread, people):
    text = "<p>Sätze:</p><table><tr><th>Ort</th><th>Satz</th></tr><tr><td>Hagen</td><td>5</td></tr></table>"
    make_post(thread, people[1], text=text)
    page.reload()
    page.locator("a[data-quote]").last.click()
    expect(page.locator(f"{TEXT} blockquote p")).to_have_text(["Sätze:", "Ort | Satz", "Hagen | 5"])


@pytest.mark.feature("FF-27")
def test_a_municipality_is_mentioned_by_keyboard(page, thread, people):
    body = Affiliation.objects.get(key=people[0].key)
    page.keyboard.type("Weiß es @Coes")
    option = page.locator(".kn-popup [role=option]")
    expect(option).to_have_count(1)
    expect(option).to_contain_text("Coesfeld")
    page.keyboard.press("Enter")
    page.keyboard.type("?")
    send(page)
    post = last_post(thread)
    assert f'<span data-body="{body.pk}">@{body.label}</span>' in post.source
    assert post.affiliation_mentions.get().affiliation == body
    expect(page.locator("a.kn-mention").last).to_have_text(f"@{body.label}")


@pytest.mark.feature("FF-22", "FF-24")
def test_editing_keeps_tables_pictures_and_mentions_of_bodies(page, thread, people, watch):
    watch.expect("404")
    body = Affiliation.objects.get(key=people[0].key)
    file = picture(thread.author)
    kept = (
        f'<p>Siehe <span data-body="{body.pk}">@{body.label}</span></p>'
        '<table><tr><th colspan="2"><p>Kopf</p></th></tr><tr><td><p>a</p></td><td><ul><li><p>b</p></li></ul></td></tr>'
        f'</table><img data-file="{file.pk}" alt="Plan &quot;A&quot;"><p>Ende</p>'
    )
    assert richtext.clean(kept) == kept
    post = make_post(thread, thread.author, text=kept)
    page.goto(f"/forum/beitrag/{post.pk}/bearbeiten/")
    page.locator(f"{TEXT} > p").last.click()
    page.keyboard.press("End")
    page.keyboard.type(".")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    post.refresh_from_db()
    assert post.source == kept.replace("Ende", "Ende.")
