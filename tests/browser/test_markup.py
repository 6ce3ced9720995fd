"""Nothing people can write runs in a browser, whatever field it stands in and whichever page shows it."""

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import make_admin, make_speaker
from tests.factories.forum import NO_LIMITS
from tests.search.pages import index_everything
from tests.security.markup import fill, hostile
from tests.security.vectors import FIRST, VECTORS

from .inline import Inline
from .walls import UNSEEN, main_pages, make_walls, office_pages, other_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
EACH = len(FIRST)


@pytest.fixture
def files_root(settings, tmp_path):
    """Lists are long, so that few pages show many texts."""
    settings.FORUM = {**settings.FORUM, **NO_LIMITS, "THREADS_PER_PAGE": EACH, "POSTS_PER_PAGE": EACH + 5}
    settings.FORUM["FILES_ROOT"] = settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browse(browser, browser_context_args, files_root):
    """`browse(person)`: a tab of theirs."""
    contexts = []

    def browse(person):
        client = Client()
        client.force_login(person)
        contexts.append(browser.new_context(**browser_context_args))
        return Inline(contexts[-1], client)

    yield browse
    for context in contexts:
        context.close()


@pytest.mark.feature("FF-24")
def test_fifty_vectors_in_the_texts_of_many_pages(browse):
    speaker = make_speaker()
    found = make_walls(speaker, EACH)
    assert sum(fill(hostile(FIRST)).values()) > 9 * EACH
    tab = browse(speaker)
    complaints = [each for path in main_pages(found) for each in tab.visit(path)]
    assert not complaints, "\n".join(complaints)
    tab.visit("/forum/")
    assert tab.page.inner_text("main").count("pwn") > EACH
    tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=//evil.example/x onerror=pwn()>')")
    assert len(tab.found()) >= 3  # the element, its script, its address: else nothing would be found whatever happened


@pytest.mark.slow
def test_each_text_stands_on_a_page_that_is_looked_at(files_root):
    """What the next test does not look at is named in UNSEEN."""
    found, codes = make_walls(make_speaker(), EACH), {}

    def code(name, room):
        return "qx " + codes.setdefault(name, f"z{len(codes):03}z")

    counts = fill(code)
    index_everything()
    pages = {found.speaker: [*main_pages(found), *other_pages(found, "qx")], make_admin(): office_pages(found)}
    shown = ""
    for person, paths in pages.items():
        client = Client()
        client.force_login(person)
        for path in paths:
            answer = client.get(path, follow=True)
            assert answer.status_code == 200, path
            assert "qx z" in answer.text or "qx</mark> z" in answer.text, path
            shown += answer.text
    unseen = {name for name, written in codes.items() if written not in shown}
    assert unseen | {name for name, count in counts.items() if not count} == UNSEEN.keys()


@pytest.mark.slow
def test_all_vectors_in_the_texts_of_many_pages(browse):
    """Each time with other vectors; the office looks at its own pages."""
    found, admin = make_walls(make_speaker(), EACH), make_admin()
    tab, desk = browse(found.speaker), browse(admin)
    complaints, begin = [], 0
    while begin < len(VECTORS):
        with transaction.atomic():
            fill(hostile(VECTORS[begin : begin + EACH]))
            index_everything()
            for path in (*main_pages(found), *other_pages(found, "pwn")):
                complaints += tab.visit(path)
            for path in office_pages(found):
                complaints += desk.visit(path, is_wagtail=True)
            transaction.set_rollback(True)
        begin += EACH
    assert not complaints, "\n".join(complaints[:50])
