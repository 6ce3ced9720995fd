"""The plug-ins in somebody else's Wagtail site: installed from a wheel, switched on by the manual's few lines."""

import zipfile

import pytest
from playwright.sync_api import expect

from ..harness.database import empty_database
from ..harness.other_site import PASSWORD, WHEEL, OtherSite, lines_of_the_manual

pytestmark = pytest.mark.browser

PEOPLE = f"""
from django.contrib.auth import get_user_model
from kit.models import Topic
people = get_user_model().objects
people.create_superuser("grete", "grete@garten.example", "{PASSWORD}")
for name in ("Anna", "Bert"):
    people.create_user(name.lower(), f"{{name}}@garten.example", "{PASSWORD}", first_name=name, last_name="Beet")
Topic.objects.create(name="Compost", slug="compost")
"""


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), empty_database("garden") as url:
        site = OtherSite(tmp_path_factory.mktemp("other-site"), url)
        site.build()
        site.manage("shell", "--verbosity", "0", "--command", PEOPLE)
        site.start()
        yield site
        site.server.stop()


def test_ten_lines_are_enough():
    lines = [line for block in lines_of_the_manual().values() for line in block if line.strip()]
    assert len(lines) <= 10


def test_the_wheel_holds_the_plug_ins_and_nothing_else(site):
    names = zipfile.ZipFile(site.wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(WHEEL)
    for kind in ("templates", "static", "locale/de/LC_MESSAGES/django.mo", "migrations/0001_initial.py"):
        assert any(f"forum/{kind}" in name for name in names), kind


def test_checks_say_what_is_missing_and_what_it_costs(site):
    said = site.manage("check", "--database", "default")
    assert "posts show names only" in said
    assert "bells and open pages change only every minute" in said
    assert "kit.E" not in said and "kit.W001" not in said


def sign_in(new_context, name):
    page = new_context().new_page()
    page.goto("/advice/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/advice/")
    return page


def write(page, text):
    page.locator("textarea[data-composer]").first.focus()
    field = page.locator("[role=textbox][contenteditable=true]").first
    field.wait_for(timeout=90_000)  # a development server hands out the editor file by file
    field.click()
    page.keyboard.type(text)


def test_ask_answer_and_the_bell_when_a_worker_comes(site, new_context, axe, watch):
    watch.expect("favicon")  # this site has none
    grete = sign_in(new_context, "grete")
    grete.goto("/advice-moderation/bereiche/neu/")
    grete.locator("input[name=name]").fill("Compost and soil")
    grete.locator("select[name=topic]").select_option(label="Compost")
    grete.locator("input[name=slug]").fill("soil")
    grete.locator("main form button[type=submit]").last.click()
    grete.wait_for_url("**/advice-moderation/bereiche/")

    anna = sign_in(new_context, "anna")
    anna.goto("/advice/soil/neu/")
    assert anna.evaluate("getComputedStyle(document.body).borderTopWidth") == "7px"  # this site's own style sheet
    anna.locator("input[name=kind][value=question]").check()
    anna.locator("input[name=title]").fill("What keeps slugs away?")
    write(anna, "They eat everything.")
    anna.locator("form[data-thread-form] button[type=submit]").click()
    anna.wait_for_url("**/advice/soil/what-keeps-slugs-away-*/")
    axe(anna)

    bert = sign_in(new_context, "bert")
    bert.get_by_role("link", name="What keeps slugs away?").click()
    write(bert, "Copper tape around the bed.")
    bert.locator("form[data-reply-form] button[type=submit]").click()
    expect(bert.locator("article.kn-post")).to_have_count(2)
    expect(bert.locator("article.kn-post").last).to_contain_text("Bert Beet")

    anna.goto("/mitteilungen/")
    expect(anna.locator(".kn-notif")).to_have_count(0)
    assert "jobs wait and no worker runs" in site.manage("check", "--database", "default")
    site.manage("procrastinate", "worker", "--one-shot")
    anna.reload()
    expect(anna.locator(".kn-notif")).to_have_count(1)
    expect(anna.locator(".kn-notif")).to_contain_text("Bert Beet")


@pytest.mark.parametrize(
    "address", ["/people/", "/people/kommunen/", "/advice-moderation/", "/mitteilungen/einstellungen/"]
)
def test_every_room_has_a_door(site, new_context, address):
    page = sign_in(new_context, "grete")
    assert page.goto(address).status == 200
    expect(page.locator("main h1")).to_have_count(1)
