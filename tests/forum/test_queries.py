"""Statements of whole responses, session, user and keys, bell included: the same for 1, 3 and 20 rows.

The numbers are literals on purpose: one more is a decision. Each test calls the page twice and counts the second time;
the first fills what the process keeps for everybody (menu, footer). Every page begins with session, user and keys.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.accounts.actions import invite
from directory.models import Expertise
from forum.actions.answers import accept_answer, react
from forum.actions.counters import reconcile
from forum.actions.feed_tokens import create_feed_token
from forum.actions.moderation import hide_post, lock_a_thread, pin_thread
from forum.enums import ReactionKind
from forum.models import Area, Post, Thread
from forum.notices import tell_of_acceptance, tell_of_moderation, tell_of_post
from notifications.models import Notification
from tests.factories import (
    make_admin,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_post,
    make_profile,
    make_speaker,
    make_thread,
    make_topic,
)

pytestmark = pytest.mark.django_db

ROWS = [1, 3, 20]


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def statements(client, address, *, status=200):
    """How many statements a page costs; a page that costs another number shows them all."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == status, address
    print(address, *(query["sql"][:300] for query in captured), sep="\n")  # noqa: T201  pytest shows it on failure
    return len(captured)


def fill_list(user, rows):
    """Threads by different people from different places, with tags of their own, replies and a pinned one."""
    area = make_area("Bereich der Liste", slug="liste")
    for number in range(rows):
        thread = make_thread(area, title=f"Frage Nummer {number}", tags=["vereine", f"eigenes-{number}"])
        make_post(thread, user)
        make_post(thread)
        make_thread(area)  # not answered
    pinned = make_thread(area, tags=["oben"])
    pin_thread(actor=make_speaker(), thread=pinned)
    return area


# areas with the person's level, pinned, page, tags (of the rows, frequent, wanted), author cards, counts of tabs, bell
LIST = 9


VIEWS = ["", "ungelesen", "unbeantwortet", "abonniert", "meine"]
FILTERS = ["", "schlagwort=vereine", "art=question", "schlagwort=vereine&art=question"]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("address", ["/forum/", "/forum/liste/"])
def test_thread_list(client, member, address, rows):
    fill_list(member, rows)
    for view in VIEWS:
        for filters in FILTERS:
            found = statements(client, f"{address}?ansicht={view}&{filters}")
            # Only »Neueste« has pinned threads. A list without rows asks for no author cards, but whether its tag may
            # be named.
            assert found == (LIST if not view else LIST - 1)


@pytest.mark.parametrize("make", [make_speaker, make_contact, make_editor, make_admin])
def test_thread_list_of_people_with_more_rights(client, make):
    person = make()
    client.force_login(person)
    fill_list(person, 3)
    decides = make is not make_contact  # the menu names the number of open cases
    assert statements(client, "/forum/") == LIST + decides
    assert statements(client, "/forum/liste/?schlagwort=vereine") == LIST + decides


# thread with area and marks, its tags, posts, reactions, author cards, bell
THREAD = 8


@pytest.mark.parametrize("rows", ROWS)
def test_thread_page(client, member, rows):
    thread = make_thread(tags=["vereine", "karte"])
    for _ in range(rows - 1):
        post = make_post(thread, reply_to=thread.posts.first())
        react(actor=member, post=post, kind=ReactionKind.THANKS)
    assert statements(client, thread.get_absolute_url()) == THREAD
    assert statements(client, f"{thread.get_absolute_url()}?von={thread.author_id}") == THREAD
    assert statements(client, f"{thread.get_absolute_url()}umgesetzt/") == 5  # thread, marks; of nobody no cards


@pytest.mark.parametrize("rows", ROWS)
def test_narrowed_lists_and_the_feed(client, rows):
    town = make_municipality("Witten", population=40_000)
    person = make_member(town)
    client.force_login(person)
    area = make_area()
    for _ in range(rows):
        make_thread(area, make_member(town))
    assert statements(client, "/forum/?ansicht=seit-besuch") == LIST - 1
    assert statements(client, "/forum/?wie=meine") == LIST + 1  # what makes others like mine
    address = reverse("forum:feed", args=[create_feed_token(actor=person)])
    assert statements(client, address) == FEED


# session, reader, token with owner, their keys, posts, author cards
FEED = 6


@pytest.mark.feature("FF-05")
def test_thread_page_of_10_and_of_10000_posts(client, member):
    short, long = make_thread(tags=["kurz"]), make_thread(tags=["lang"])
    author, now = make_member(), timezone.now()
    for thread, total in ((short, 10), (long, 10_000)):
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
        assert statements(client, f"{address}neue/?nach={last_page}") == THREAD - 2
    assert statements(client, "/forum/") == LIST


@pytest.mark.parametrize("rows", ROWS)
def test_permalink_and_history(client, member, rows):
    thread = make_thread()
    posts = [make_post(thread, member) for _ in range(rows)]
    # post with thread and area
    assert statements(client, f"/forum/beitrag/{posts[-1].pk}/", status=302) == 3
    # post with thread and area, revisions, their files, bell
    assert statements(client, f"/forum/beitrag/{posts[-1].pk}/verlauf/") == 6


@pytest.mark.parametrize("rows", ROWS)
def test_new_posts_and_people_to_mention(client, member, rows):
    thread = make_thread()
    for _ in range(rows):
        make_post(thread, make_member(first_name="Petra"))
    # thread with area and marks, posts, reactions, author cards
    assert statements(client, f"{thread.get_absolute_url()}neue/?nach=1") == 6
    # people, author cards
    assert statements(client, "/forum/personen/?q=Pet") == 5


@pytest.mark.parametrize("rows", ROWS)
def test_stand(client, member, rows):
    thread = make_thread(author=member)
    for _ in range(rows):
        tell_of_post(make_post(thread).pk)
    # bell, thread
    assert statements(client, f"/stand/?thread={thread.pk}&version=1") == 4


@pytest.mark.parametrize("rows", ROWS)
def test_notifications(client, member, rows):
    """Of all kinds: replies, mentions, an accepted answer, a hidden post."""
    speaker = make_speaker()
    for _ in range(rows):
        tell_of_post(make_post(make_thread(author=member)).pk)
        mention = f'<p><span data-mention="{member.pk}">@{member}</span></p>'
        tell_of_post(make_post(make_thread(), text=mention).pk)
        thread = make_thread()
        answer = make_post(thread, member)
        accept_answer(actor=thread.author, post=answer)
        tell_of_acceptance(answer.pk, thread.author_id)
        hidden = make_post(make_thread(), member)
        hide_post(actor=speaker, post=hidden, reason="Bitte ohne Namen.")
        tell_of_moderation(hidden.pk, speaker.pk, "hide")
    assert Notification.objects.filter(user=member).values("kind").distinct().count() == 4
    # page, counts, wish for mails, posts, threads, author cards, bell
    assert statements(client, "/mitteilungen/") == 9


@pytest.mark.parametrize("rows", ROWS)
def test_log_and_areas_of_the_speakers(client, rows):
    speaker = make_speaker()
    client.force_login(speaker)
    for number in range(rows):
        thread = make_thread(make_area(f"Bereich {number} des Protokolls"))
        lock_a_thread(actor=speaker, thread=thread, reason="Erledigt")
    assert Area.objects.count() == rows
    # page with threads and areas, author cards, menu, bell
    assert statements(client, "/moderation/protokoll/") == 6
    # areas with topic and number of people, menu, bell
    assert statements(client, "/moderation/bereiche/") == 5


@pytest.mark.parametrize("rows", ROWS)
def test_members_of_a_closed_area(client, rows):
    speaker = make_speaker()
    client.force_login(speaker)
    make_area("Sprecherkreis", slug="sprecherkreis", members=[speaker, *(make_member() for _ in range(rows))])
    # area, ids of the people, people with their facts, menu, bell
    assert statements(client, "/moderation/bereiche/sprecherkreis/personen/") == 7


@pytest.mark.parametrize("rows", ROWS)
def test_directory(client, rows):
    town, topic = make_municipality("Musterstadt"), make_topic("Digitales")
    people = [make_member(town) for _ in range(rows)]
    for person in people:
        Expertise.objects.create(profile=make_profile(person), direction="offers", topic=topic)
    client.force_login(people[0])
    # own municipality, page with mandates, expertise, numbers of facets and tabs, bell
    assert statements(client, "/verzeichnis/") == 7
    # own municipality, page, numbers of facets and tabs, bell
    assert statements(client, "/verzeichnis/kommunen/") == 6
    # municipality, its people, their expertise, similar municipalities, bell
    assert statements(client, town.get_absolute_url()) == 7
    # profile with mandate, expertise, latest posts, bell
    assert statements(client, people[-1].profile.get_absolute_url()) == 6


@pytest.mark.parametrize("rows", ROWS)
def test_invitations(client, rows):
    town = make_municipality()
    contact = make_contact(town)
    for number in range(rows):
        make_member(town)
        invite(actor=contact, email=f"neu{number}@rathaus.example", municipality=town, function="Amt", is_contact=False)
    client.force_login(contact)
    # own municipality (for the form and for the list), invitations, mandates with people, bell
    assert statements(client, "/einladungen/") == 7
    client.force_login(make_editor())
    # municipalities (for the form and for the list), invitations, menu, bell; of a chosen one the mandates
    assert statements(client, "/einladungen/") == 7
    assert statements(client, f"/einladungen/?kommune={town.key}") == 8
