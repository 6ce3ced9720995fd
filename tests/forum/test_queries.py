"""Statements of the whole response, session and user included. The numbers are literals on purpose: one more is a
decision. They are the same for 1, 3 and 20 rows, and for 10 and 10,000 posts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.counters import reconcile
from forum.actions.moderation import lock_a_thread
from forum.models import Area, Post, Thread
from forum.notices import tell_of_post
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def statements(client, address):
    """How many statements the second request costs; the first fills what the process keeps (menu, frequent tags)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


def fill_list(rows):
    """Threads by different people from different places, each with tags and a reply by somebody else."""
    area = make_area("Bereich der Liste", slug="liste")
    for number in range(rows):
        thread = make_thread(area, title=f"Frage Nummer {number}", tags=["vereine", f"eigenes-{number}"])
        make_post(thread)
    return area


# session, user, keys, areas, pinned, page, tags of both, author cards, counts of the tabs, bell
LIST = 10


# Only »Neueste« has pinned threads; a list without rows asks for neither tags nor authors.
VIEWS = {
    "": LIST,
    "?art=question": LIST,
    "?ansicht=ungelesen": LIST - 1,
    "?ansicht=unbeantwortet": LIST - 3,
    "?ansicht=abonniert": LIST - 3,
    "?ansicht=meine": LIST - 3,
}


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_thread_list(client, member, rows):
    fill_list(rows)
    assert {query: statements(client, f"/forum/{query}") for query in VIEWS} == VIEWS


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_list_of_an_area_and_of_a_tag(client, member, rows):
    fill_list(rows)
    assert statements(client, "/forum/liste/") == 12  # and the area, and the person's level for it
    assert statements(client, "/forum/?schlagwort=vereine") == 11  # and the tag


# session, user, keys, thread, tags, posts, reactions, author cards, bell
THREAD = 9


@pytest.mark.parametrize("replies", [1, 3, 19])
def test_thread_page(client, member, replies):
    thread = make_thread(tags=["vereine"])
    for _ in range(replies):
        make_post(thread, reply_to=thread.posts.first())
    assert statements(client, thread.get_absolute_url()) == THREAD


def test_a_page_of_10000_posts_costs_what_one_of_10_costs(client, member):
    short, long = make_thread(tags=["kurz"]), make_thread(tags=["lang"])
    for thread, total in ((short, 10), (long, 10_000)):
        author, now = make_member(), timezone.now()
        Post.objects.bulk_create(
            Post(
                thread=thread,
                number=number,
                author=author,
                source="<p>x</p>",
                html="<p>x</p>",
                text="x",
                created_at=now + timedelta(seconds=number),
            )
            for number in range(2, total + 1)
        )
    reconcile()
    for thread, last_page in ((short, 1), (long, 9_981)):
        address = Thread.objects.select_related("area").get(pk=thread.pk).get_absolute_url()
        assert statements(client, address) == THREAD
        assert statements(client, f"{address}?ab={last_page}") == THREAD
    assert statements(client, "/forum/") == LIST


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_new_posts_and_people_to_mention(client, member, rows):
    thread = make_thread()
    for _ in range(rows):
        make_post(thread, make_member(first_name="Petra"))
    # session, user, keys, thread, posts, reactions, author cards
    assert statements(client, f"{thread.get_absolute_url()}neue/?nach=1") == 7
    # session, user, keys, people, author cards
    assert statements(client, "/forum/personen/?q=Pet") == 5


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_notifications(client, member, rows):
    for _ in range(rows):
        tell_of_post(make_post(make_thread(author=member)).pk)
    # session, user, keys, page, counts, mail setting, posts, threads, people, their keys, author cards, bell
    assert statements(client, "/mitteilungen/") == 12


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_log_and_areas_of_the_speakers(client, rows):
    speaker = make_speaker()
    client.force_login(speaker)
    for number in range(rows):
        thread = make_thread(make_area(f"Bereich {number} des Protokolls"))
        lock_a_thread(actor=speaker, thread=thread, reason="Erledigt")
    assert Area.objects.count() == rows
    assert (statements(client, "/moderation/"), statements(client, "/moderation/bereiche/")) == (6, 5)
