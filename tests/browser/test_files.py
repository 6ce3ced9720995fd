"""Files in a real browser: by button, drop and paste, with progress; nobody else reads what is not theirs."""

from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from forum.models import Attachment, Post
from tests.browser.conftest import assert_accessible
from tests.browser.hands import Keyboard
from tests.factories import make_area, make_member, make_thread
from tests.factories.files import PDF
from tests.files.corpus import ALL
from tests.files.samples import picture

pytestmark = pytest.mark.browser
ROWS = "[data-file-rows] li"
BRING = """async ([kind, name, type, base64, target]) => {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], name, { type }))
  const options = { bubbles: true, cancelable: true }
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent(kind, { ...options, dataTransfer: data })
  document.querySelector(target).dispatchEvent(event)
}"""


@pytest.fixture
def thread(site):
    author = make_member(first_name="Lena", last_name="Friedrichs")
    return make_thread(make_area(members=[author, make_member()]), author)


@pytest.fixture
def page(new_context, login, thread):
    context = new_context()
    login(context, thread.author)
    page = context.new_page()
    page.goto(thread.get_absolute_url())
    return page


def bring(page: Page, kind, name, content, target, mime="application/pdf"):
    page.evaluate(BRING, [kind, name, mime, b64encode(content).decode(), target])


def start(page: Page, text="Anbei."):
    page.locator("textarea[data-composer]").focus()
    page.locator("[role=textbox][contenteditable=true]").wait_for()
    page.keyboard.type(text)
    expect(page.locator("[data-file-box=on]")).to_be_attached()


def publish(page: Page):
    with page.expect_navigation():
        page.locator("[data-reply-form] button[type=submit]").first.click()


@pytest.mark.feature("FF-32", "FF-33", "FF-35", "FF-36")
def test_upload_and_forbidden_download(page, thread, new_context, login, watch):
    start(page)
    files = [{"name": "Satzung.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    page.locator("input[type=file][name=upload]").set_input_files(files)
    row = page.locator(ROWS)
    expect(row.get_by_role("link", name="Satzung.pdf")).to_be_visible()
    expect(row.get_by_role("button", name="Satzung.pdf entfernen")).to_be_visible()
    expect(page.locator("[data-file-box] [role=status]")).to_have_text("Satzung.pdf wurde hinzugefügt.")
    assert_accessible(page)
    publish(page)
    link = page.locator(".kn-post").last.get_by_role("link", name="Satzung.pdf")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "Satzung.pdf"
    address = link.get_attribute("href")
    other = new_context()
    login(other, make_member())
    assert other.request.get(address).status == 404
    assert "/konto/" in new_context().request.get(address).url


@pytest.mark.feature("FF-33", "FF-35")
def test_files_by_keyboard_and_a_refusal_in_words(page, watch):
    watch.expect("415")
    start(page)
    bring(page, "drop", "Satzung.pdf", PDF, "[data-file-box]")
    bring(page, "drop", "Programm.exe", b"MZ", "[data-file-box]", "application/octet-stream")
    rows = page.locator(ROWS)
    expect(rows.last).to_contain_text("Dateityp .exe ist nicht erlaubt.")
    expect(rows.first.get_by_role("link")).to_be_visible()
    hands = Keyboard(page)
    hands.press(rows.last.get_by_role("button"))
    expect(rows).to_have_count(1)
    hands.press(rows.first.get_by_role("button"))
    expect(rows).to_have_count(0)
    expect(page.locator("input[type=file][name=upload]")).to_be_focused()
    expect(page.locator("textarea[data-composer]")).to_have_js_property("value", "<p>Anbei.</p>")


@pytest.mark.feature("FF-35")
def test_what_the_network_loses_is_sent_again_and_makes_one_file(page, thread, watch):
    watch.expect("Failed to load resource|ERR_")
    start(page)
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch())  # it arrived, the answer did not
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/forum/anhang/", lose)
    bring(page, "drop", "Satzung.pdf", PDF, "[data-file-box]")
    publish(page)  # at once: the form waits for the file
    post = Post.objects.filter(thread=thread).latest("number")
    assert [use.attachment.name for use in post.files.all()] == ["Satzung.pdf"]
    assert lost and Attachment.objects.filter(uploader=thread.author).count() == 1


@pytest.mark.feature("FF-29")
def test_a_picture_pasted_among_the_files_is_listed(page, thread):
    start(page)
    bring(page, "paste", "image.png", picture(), "[data-file-box] input[type=file]", "image/png")
    expect(page.locator(ROWS).get_by_role("link", name="image.png")).to_be_visible()
    publish(page)
    assert Post.objects.filter(thread=thread).latest("number").files.get().attachment.kind == "picture"


@pytest.mark.feature("FF-33")
def test_without_scripts(new_context, login, thread):
    context = new_context(java_script_enabled=False)
    login(context, thread.author)
    page = context.new_page()
    page.goto(thread.get_absolute_url())
    page.locator("textarea[name=body]").fill("Ohne Skript.")
    files = [{"name": "Satzung.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    page.locator("input[type=file][name=upload]").set_input_files(files)
    page.locator("[data-reply-form] button[type=submit]").first.click()
    expect(page.locator(".kn-post").last.get_by_role("link", name="Satzung.pdf")).to_be_visible()


@pytest.mark.slow
@pytest.mark.feature("FF-37")
def test_nothing_of_the_hostile_corpus_is_executed(page, thread, watch, new_context):
    """What is taken is listed under its name and only ever saved: no script runs, on the page or from the file."""
    watch.expect("415|413|422|net::ERR_ABORTED")
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    kept = [each for each in ALL if each.fate == "kept"]
    for some in (kept[:10], kept[10:20], kept[20:]):
        start(page)
        for each in some:
            bring(page, "drop", each.name, each.content, "[data-file-box]", "text/html")
        expect(page.locator(f"{ROWS} a")).to_have_count(len(some))
        publish(page)
        for link in page.locator(".kn-post").last.locator(".kn-file").all():
            with page.expect_download():
                link.click()
            with page.expect_download():
                page.evaluate("url => { location.href = url }", link.get_attribute("href"))
    assert not said and page.evaluate("window.name") != "executed"
