"""Posts are joined in Python, without a template's escaping: nothing people give becomes HTML."""

from html import escape

import pytest

from forum.actions.moderation import hide_post
from forum.conf import AuthorCard
from forum.post_html import badge, who
from tests.factories import make_member, make_municipality, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db

EVIL = "<img src=x onerror=\"alert('1')\">&amp;"


@pytest.fixture
def thread():
    asker = make_member(make_municipality(EVIL), first_name=EVIL, last_name=f"1{EVIL}", function=f"2{EVIL}")
    thread = make_thread(author=asker, title=f"Wie? {EVIL}")
    make_post(thread, reply_to=thread.posts.get(), text=f"<p>Ja. {EVIL}</p>")
    answer = make_post(thread, asker)
    hide_post(actor=make_speaker(), post=answer, reason=f"3{EVIL}")
    return thread


@pytest.mark.parametrize("make_reader", [make_member, make_speaker])
def test_names_functions_reasons_and_titles_stay_words(client, thread, make_reader):
    client.force_login(make_reader())
    page = client.get(thread.get_absolute_url()).text
    assert "<img src=x" not in page
    for given in (f"Wie? {EVIL}", f"{EVIL} 1{EVIL}", f"2{EVIL}", f"3{EVIL}"):
        assert escape(given) in page or escape(given, quote=False) in page
    fragment = client.get(thread.get_absolute_url() + "neue/?nach=0").text
    assert "<img" not in fragment and fragment.count("<article") == 3


def test_what_a_site_says_of_an_author_stays_words(thread):
    card = AuthorCard(1, "Name", affiliation=EVIL, function=EVIL, badge=EVIL, is_former=True)
    post = thread.posts.get(number=1)
    post.affiliation = None
    assert "<img" not in who(post, card) + badge(card.badge)


def test_an_address_cannot_leave_its_attribute(client, thread, settings):
    settings.FORUM = {**settings.FORUM, "AUTHOR_CARDS": "tests.forum.test_post_html.evil_cards"}
    client.force_login(make_member())
    page = client.get(thread.get_absolute_url()).text
    assert '"><script>' not in page and page.count("&quot;&gt;&lt;script&gt;") >= 3


def evil_cards(ids):
    words = '"><script>'
    return {pk: AuthorCard(pk, words, url=words, badge=words) for pk in ids}
