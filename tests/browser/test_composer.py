"""Writing in a real browser: the editor comes on first use and loses no key; mentions, quotes and links by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from forum.models import Post
from tests.browser.conftest import assert_accessible
from tests.factories.directory import make_member, make_municipality
from tests.factories.forum import make_area, make_post, make_thread

pytestmark = pytest.mark.browser

EDITOR = re.compile(r"/django_prose_editor/.*editor\b.*\.js")
TEXT = "[role=textbox][contenteditable=true]"
SCRIPT = re.compile(r"/forum/composer\b.*\.js")
OPTION = ".kn-popup [role=option]"


@pytest.fixture(scope="module")
def people(site):
    petra = make_member(make_municipality("Coesfeld"), first_name="Petra", last_name="Voßkuhl")
    peter = make_member(make_municipality("Lippstadt"), first_name="Peter", last_name="Sandkühler")
    return petra, peter


@pytest.fixture
def thread(site, people):
    asker = make_member(first_name="Lena", last_name="Friedrichs")  # another each time: nobody may post so fast
    thread = make_thread(make_area(), asker, text="<p>Acht Vereinsheime haben Notstrom.</p><p>Wer schließt auf?</p>")
    make_post(thread, people[0], text="<p>Bei uns der Hausmeister.</p><p>Die Haftung regelt ein Vertrag.</p>")
    return thread


@pytest.fixture
def page(new_context, login, thread):
    """The thread, opened by the asker."""
    context = new_context()
    login(context, thread.author)
    page = context.new_page()
    page.goto(thread.get_absolute_url())
    return page


def open_editor(page: Page) -> None:
    page.locator("textarea[data-composer]").focus()
    expect(page.locator(TEXT)).to_be_focused()


def source(page: Page) -> str:
    """What would be sent."""
    return page.locator("textarea[data-composer]").evaluate("each => each.value")


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-reply-form] button[type=submit]").click()


def last_post(thread) -> Post:
    return Post.objects.filter(thread=thread).latest("number")


def test_editor_is_loaded_on_first_use_only(page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not [url for url in loaded if "prose_editor" in url or "forum/editor" in url]
    open_editor(page)
    assert [url for url in loaded if EDITOR.search(url)]
    assert not [url for url in loaded if "material-icons" in url]


def test_scripts_of_a_thread_page_stay_small(page):
    """20 KB compressed in all before somebody writes (docs: performance budget)."""
    sizes = page.evaluate(
        """async () => Promise.all([...document.querySelectorAll("script[src]")].map(async ({ src }) => {
          const gzip = (await fetch(src)).body.pipeThrough(new CompressionStream("gzip"))
          return (await new Response(gzip).arrayBuffer()).byteLength
        }))"""
    )
    assert sum(sizes) <= 20_000


def test_no_key_is_lost_while_the_editor_loads(page, thread):
    def hesitate(route):
        page.wait_for_timeout(700)
        route.continue_()

    page.route(EDITOR, hesitate)
    textarea = page.locator("textarea[data-composer]")
    textarea.focus()
    page.keyboard.type("Guten Tag,\n\nhier 1 < 2 & 3 Punkte:\nende")
    for _ in "ende":
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("ohne ", delay=60)
    page.locator(TEXT).wait_for()
    page.keyboard.type("jedes ")
    expect(textarea).to_have_js_property(
        "value", "<p>Guten Tag,</p><p>hier 1 &lt; 2 &amp; 3 Punkte:<br>ohne jedes ende</p>"
    )
    send(page)
    assert last_post(thread).text == "Guten Tag,\nhier 1 < 2 & 3 Punkte:\nohne jedes ende"


def test_who_is_faster_than_the_script_gets_the_editor(page):
    def hesitate(route):
        page.wait_for_timeout(700)
        route.continue_()

    page.route(SCRIPT, hesitate)
    page.reload(wait_until="commit")
    page.locator("textarea[data-composer]").focus()
    page.keyboard.type("Schon ")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("da")
    expect(page.locator("textarea[data-composer]")).to_have_js_property("value", "<p>Schon da</p>")


def test_without_the_editor_the_textarea_goes_on(page, thread, watch):
    watch.expect("ERR_FAILED|Failed to load")
    page.route(EDITOR, lambda route: route.abort())
    textarea = page.locator("textarea[data-composer]")
    textarea.focus()
    page.wait_for_timeout(300)
    page.locator("a[data-quote]").last.click()
    expect(textarea).to_be_focused()
    page.keyboard.type("- so\n- und so")
    send(page)
    assert last_post(thread).source == (
        "<blockquote><p>Bei uns der Hausmeister.<br>Die Haftung regelt ein Vertrag.</p></blockquote>"
        "<ul><li><p>so</p></li><li><p>und so</p></li></ul>"
    )


@pytest.mark.feature("FF-26")
def test_mention_by_keyboard(page, thread, people):
    petra, peter = people
    open_editor(page)
    page.keyboard.type("Vielleicht weiß es @pet")
    options = page.locator(OPTION)
    expect(options).to_have_count(2)
    text = page.locator(TEXT)
    expect(text).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_contain_text("Peter SandkühlerStadt Lippstadt")
    expect(page.locator(".kn-editor [role=status]")).to_have_text(re.compile("2"))
    page.keyboard.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", options.last.get_attribute("id"))
    page.keyboard.press("Tab")
    expect(text).to_be_focused()
    page.keyboard.type("oder @peter")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("?")
    send(page)
    post = last_post(thread)
    assert post.source == (
        f'<p>Vielleicht weiß es <span data-mention="{petra.pk}">@Petra Voßkuhl</span> oder '
        f'<span data-mention="{peter.pk}">@Peter Sandkühler</span> ?</p>'
    )
    assert set(post.mentions.values_list("user_id", flat=True)) == {petra.pk, peter.pk}


def test_escape_closes_the_suggestions_and_keeps_the_text(page):
    open_editor(page)
    page.keyboard.type("@pet")
    expect(page.locator(OPTION)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".kn-popup")).to_be_hidden()
    page.keyboard.type("r")
    page.wait_for_timeout(400)
    expect(page.locator(".kn-popup")).to_be_hidden()
    assert source(page) == "<p>@petr</p>"
    expect(page.locator(TEXT)).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_suggestions_stand_below_the_line(page):
    open_editor(page)
    page.keyboard.type("Frage an @pet")
    expect(page.locator(OPTION)).to_have_count(2)
    # Both in one look: the page may still be scrolling to what is written.
    page.wait_for_function(
        "text => document.querySelector('.kn-popup').getBoundingClientRect().top >="
        " document.querySelector(`${text} p`).getBoundingClientRect().bottom - 4",
        arg=TEXT,
    )


@pytest.mark.feature("FF-25")
def test_quote_of_a_selection_goes_into_the_reply(page, thread):
    quoted = last_post(thread)
    page.locator(f"[aria-labelledby='b{quoted.number}'] .kn-prose p").last.select_text()
    page.locator(f"[aria-labelledby='b{quoted.number}'] a[data-quote]").click()
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("Den hätten wir gern.")
    assert "zitieren" not in page.url
    expect(page.locator("[data-reply-note]")).to_contain_text("Petra Voßkuhl")
    send(page)
    post = last_post(thread)
    assert post.source == (
        f'<blockquote data-quote="{quoted.pk}"><p>Die Haftung regelt ein Vertrag.</p></blockquote>'
        "<p>Den hätten wir gern.</p>"
    )
    assert post.reply_to_id == quoted.pk


def test_quote_without_a_selection_takes_the_whole_post_and_keeps_what_is_written(page, thread):
    open_editor(page)
    page.keyboard.type("Zuerst.")
    page.locator("a[data-quote]").last.click()
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("Danach.")
    quoted = last_post(thread)
    assert source(page) == (
        f'<p>Zuerst.</p><blockquote data-quote="{quoted.pk}"><p>Bei uns der Hausmeister.</p>'
        "<p>Die Haftung regelt ein Vertrag.</p></blockquote><p>Danach.</p>"
    )


def test_a_quote_from_the_address_is_an_editor_at_once(page, thread):
    page.goto(f"{thread.get_absolute_url()}?zitieren={last_post(thread).pk}#antwort")
    expect(page.locator(f"{TEXT} blockquote[data-quote]")).to_have_count(1)


def test_reply_link_names_its_target_and_lets_it_go(page, thread):
    page.locator("a[data-answer]").last.click()
    expect(page.locator(TEXT)).to_be_focused()
    expect(page.locator("[name=reply_to]")).to_have_value(str(last_post(thread).pk))
    page.locator("[data-reply-note] button").click()
    expect(page.locator("[name=reply_to]")).to_have_value("")
    expect(page.locator("[data-reply-note]")).to_be_hidden()


def test_toolbar_is_one_tab_stop_and_tab_leaves_the_editor(page):
    open_editor(page)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-tool=bold]")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("Punkt")
    assert source(page) == "<ul><li><p>Punkt</p></li></ul>"
    expect(page.locator("[data-tool=bulletList]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(page.locator("[data-reply-form] :focus:not([contenteditable])")).to_have_count(1)


@pytest.mark.feature("FF-24")
def test_link_by_keyboard(page):
    open_editor(page)
    page.keyboard.type("Siehe ")
    page.keyboard.press("Control+k")
    page.keyboard.type("Muster")
    page.keyboard.press("Enter")
    expect(page.locator("#link-address")).to_have_attribute("aria-invalid", "true")
    page.locator("#link-address").fill("www.hagen.example/muster")
    page.locator("#link-text").fill("das Muster")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.type("aus Hagen")
    assert source(page) == ('<p>Siehe <a href="https://www.hagen.example/muster">das Muster</a> aus Hagen</p>')


@pytest.mark.feature("FF-24")
def test_editing_keeps_all_a_post_can_hold(page, people, thread):
    kept = (
        f'<h4>Ablauf</h4><blockquote data-quote="{last_post(thread).pk}"><p>Zitat</p></blockquote>'
        f'<p><span data-mention="{people[0].pk}">@Petra Voßkuhl</span> <code>a &lt; b</code><br><em>kursiv</em></p>'
        "<pre><code>Zeile</code></pre><hr><ol><li><p>eins</p></li></ol>"
    )
    post = make_post(thread, thread.author, text=kept)
    page.goto(f"/forum/beitrag/{post.pk}/bearbeiten/")
    page.locator(f"{TEXT} li").click()
    page.wait_for_timeout(100)  # ProseMirror puts the caret where it thinks it is some 20 ms after the focus
    page.keyboard.press("Control+End")
    page.keyboard.type(".")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    post.refresh_from_db()
    assert post.source == kept.replace("eins", "eins.")


def test_words_that_could_not_be_kept_ask_before_leaving(page, watch):
    watch.expect("status of 500")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/forum/neu/")
    page.go_back()
    assert asked == []
    page.route("**/forum/entwuerfe/*/", lambda route: route.fulfill(status=500, body="{}"))
    open_editor(page)
    page.keyboard.type("Noch nicht fertig")
    expect(page.locator(".kn-draftline")).to_contain_text("konnte nicht gespeichert werden")
    page.goto("/forum/")
    assert asked == ["beforeunload"]


def test_sending_twice_sends_once(page, thread):
    open_editor(page)
    page.keyboard.type("Einmal genügt.")
    page.locator("[data-reply-form] button[type=submit]").dblclick()
    expect(page.locator("[data-post]")).to_have_count(3)
    assert Post.objects.filter(thread=thread).count() == 3


def test_label_and_list_of_errors_lead_into_the_editor(page, watch):
    watch.expect("status of 422")
    page.goto("/forum/neu/")
    open_editor(page)
    page.locator("form[data-thread-form] button[type=submit]").click()
    page.wait_for_load_state()
    open_editor(page)
    page.locator("input[name=title]").focus()
    page.locator("a[href='#id_body']").click()
    expect(page.locator(TEXT)).to_be_focused()
    page.locator("input[name=title]").focus()
    page.locator("label[for=id_body]").click()
    expect(page.locator(TEXT)).to_be_focused()


def test_accessible(page, axe):
    open_editor(page)
    expect(page.get_by_role("textbox", name=re.compile("."), exact=True).first).to_be_visible()
    page.keyboard.type("Frage an @pet")
    expect(page.locator(OPTION)).to_have_count(2)
    page.evaluate("scrollTo(0, 0)")  # nothing half below the header: axe takes that for too small a target
    axe(page)
    expect(page.locator(OPTION)).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("dialog[open]").wait_for()
    assert_accessible(page, "dialog[open]")
