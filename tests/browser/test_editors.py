"""An editor writes news with a picture, by keyboard; a second person approves; it stands on the start page and in the
feed. The office's own screens under axe."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from cms.accounts.groups import set_up_groups
from home.models import NewsIndexPage, NewsPage
from home.starter import create_starter_pages
from tests.factories import make_contact, make_editor, make_thread, make_user
from tests.harness.site import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(site):
    set_up_groups()
    return create_starter_pages()


@pytest.fixture
def picture():
    file = BytesIO()
    Image.new("RGB", (1200, 800), "green").save(file, "JPEG")
    return {"name": "fest.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def at_desk(new_context, login):
    """A page of this person's browser."""

    def at_desk(person):
        context = new_context()
        login(context, person)
        return context.new_page()

    return at_desk


def open_tab(dialog, name):
    """By keyboard, as often as it needs: while the dialog opens it takes the focus for itself."""
    panel = dialog.locator(f"#tab-{name}")
    for _attempt in range(40):
        dialog.locator(f"#tab-label-{name}").press("Enter")
        if panel.is_visible():
            return
        dialog.page.wait_for_timeout(250)
    expect(panel).to_be_visible()


def test_news_is_written_by_keyboard_approved_and_published(home, at_desk, new_context, picture):
    editor, reviewer = make_editor(), make_user(groups=["Redaktion", "Freigabe"])
    index = NewsIndexPage.objects.child_of(home).get()
    page = at_desk(editor)
    page.goto(f"/redaktion/pages/add/home/newspage/{index.pk}/")
    keys = page.keyboard
    page.get_by_placeholder("Seitentitel").or_(page.locator("#id_title")).first.focus()
    keys.type("Sommerfest der Ehrenamtlichen")
    page.locator("#id_teaser").focus()
    keys.type("Bilder und Eindrücke vom Fest am See.")
    page.locator("#id_image-chooser").get_by_role("button").first.focus()
    keys.press("Enter")
    dialog = page.locator(".modal-dialog").first
    open_tab(dialog, "upload")
    dialog.locator("input[type=file]").set_input_files(picture)
    title = dialog.locator("#tab-upload input[name$=title]")

    def written():  # again where the dialog, still opening, took the focus away in the middle
        title.focus()
        keys.press("ControlOrMeta+a")
        keys.type("Fest am See")
        return title.input_value() == "Fest am See"

    wait_for(written, "the picture got no title")
    dialog.locator("#tab-upload button[type=submit]").focus()
    keys.press("Enter")
    expect(page.locator("#id_image-chooser")).to_contain_text("Fest am See")
    page.locator("#id_image_alt").focus()
    keys.type("Menschen an langen Tischen am Ufer")
    page.get_by_role("button", name="Weitere Aktionen").last.focus()
    keys.press("Enter")
    submit = page.locator("button[name='action-submit']")
    expect(submit).to_be_visible()
    submit.focus()
    keys.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Sommerfest der Ehrenamtlichen")
    news = NewsPage.objects.get()
    assert news.current_workflow_state
    assert not news.live

    desk = at_desk(reviewer)
    desk.goto("/redaktion/")
    desk.get_by_role("link", name="Sommerfest der Ehrenamtlichen").first.focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Weitere Aktionen").last.focus()
    desk.keyboard.press("Enter")
    approve = desk.locator("button[data-workflow-action-name='approve']:not([data-workflow-action-modal-url])").first
    expect(approve).to_be_visible()
    approve.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages")).to_contain_text("Sommerfest der Ehrenamtlichen")
    news.refresh_from_db()
    assert news.live

    visitor = new_context().new_page()
    visitor.goto("/")
    visitor.get_by_role("link", name="Sommerfest der Ehrenamtlichen").first.click()
    expect(visitor.get_by_role("img", name="Menschen an langen Tischen am Ufer")).to_be_visible()
    feed = visitor.request.get("/aktuelles/feed.xml")
    assert feed.ok and "Sommerfest der Ehrenamtlichen" in feed.text()


SCREENS = ["", "netzwerk/themen/", "netzwerk/themen/inspect/{thread}/", "netzwerk/themen/schliessen/{thread}/",
           "netzwerk/personen/", "reports/pruefen/"]  # fmt: skip


@pytest.mark.parametrize("path", SCREENS)
def test_the_offices_screens(home, at_desk, axe, path):
    editor = make_editor()
    thread = make_thread(author=editor)
    make_contact()
    page = at_desk(editor)
    page.goto("/redaktion/" + path.format(thread=thread.pk))
    axe(page)
