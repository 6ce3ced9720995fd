"""Whatever people do in whatever order, after each step: the derived values are true, each badge is the length of its
list, every address ever given out leads somewhere, and of what was erased no word is left."""

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forum.actions.counters import Drift, reconcile
from forum.enums import Visibility
from forum.models import Post, PostRevision, Thread
from forum.thread_feed import FITTING, UNREAD_WATCHED, VIEWS, ListFilter, areas_for_list, tab_counts, thread_list
from forum.views.posts import place_of
from kit.models import Tag
from notifications.bell import bell_count
from notifications.models import Notification
from tests.factories.forum import NO_LIMITS
from tests.forum.history import History, pick

pytestmark = pytest.mark.django_db

VERBS = (
    *("reply", "reply", "reply", "create", "edit", "withdraw", "hide", "hide", "restore", "erase", "move", "accept"),
    *("release", "lock", "tag", "rename", "mark", "mark"),
)
STEP = st.tuples(st.sampled_from(VERBS), *[st.integers(0, 11)] * 4)
BADGES = (*VIEWS[1:], UNREAD_WATCHED, FITTING)


@pytest.fixture
def history(db, settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS, "THREADS_PER_PAGE": 99}
    return History.begin()


def play(history, steps):
    """Runs the steps, looks at everything after each, and takes it all back."""
    history = history.anew()
    with transaction.atomic():
        for number, step in enumerate(steps):
            thread = history.step(*step)
            assert reconcile() == Drift(threads=0, areas=0)
            check_thread(thread)
            check_places(history)
            check_badges(pick(history.people, number), BADGES[number % len(BADGES)])
            check_erased(history.erased_words())
        for thread in Thread.objects.all():
            check_thread(thread)
        check_addresses(history)
        transaction.set_rollback(True)


def check_thread(thread):
    posts = list(thread.posts.order_by("number").defer("source", "html", "text"))
    public = [post for post in posts if post.is_public]
    assert [post.number for post in posts] == list(range(1, len(posts) + 1))
    assert thread.next_number == len(posts) + 1
    assert thread.reply_count == len([post for post in public if post.number > 1])
    assert thread.last_public_number == (public[-1].number if public else 0)
    assert thread.last_post_id == (public[-1].pk if public else None)
    assert thread.bumped_at == (public[-1].created_at if public else thread.created_at)
    assert (thread.visibility == Visibility.PUBLIC) == bool(public)
    assert (thread.removed_at is None) == bool(public)
    assert thread.accepted_post_id is None or thread.accepted_post_id in {post.pk for post in public if post.number > 1}
    assert thread.accepted_post_id is None or thread.is_question
    assert thread.tag_ids == sorted(thread.tags.values_list("pk", flat=True))


def check_places(history):
    """Each post that ever was has its place, for who may see all; pages are looked at in the end."""
    assert Post.objects.visible_to(history.admin).count() == Post.objects.count()


def check_badges(person, view):
    """What a tab, an area and the bell say is how much there is."""
    areas = areas_for_list(person)
    shown = thread_list(person, ListFilter(view=view), areas)
    assert str(len(shown.rows)) == shown.counts[view], view
    counts = tab_counts(person, ListFilter())
    assert counts == {name: shown.counts[name] for name in counts}
    listed = [thread.area_id for thread in Thread.objects.listed_to(person)]
    assert {area.pk: listed.count(area.pk) for area in areas} == {area.pk: area.thread_count for area in areas}
    assert bell_count(person) == Notification.objects.visible_to(person).unread().count()


def check_erased(words):
    """Neither in posts, nor in their versions, nor in what others quoted."""
    if not words:
        return
    for rows in (Post.objects.all(), PostRevision.objects.all()):
        table = rows.model._meta.db_table
        with connection.cursor() as cursor:
            patterns = [f"%{word}%" for word in words]
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE ANY(%s)", [patterns])
            assert cursor.fetchone() == (0,), table


def check_addresses(history):
    """Through the pages: each permalink leads to its place as it is now, each old address of a thread or tag on."""
    client = Client()
    client.force_login(history.admin)
    for post in Post.objects.select_related("thread__area"):
        answer = client.get(f"/forum/beitrag/{post.pk}/")
        assert (answer.status_code, answer.url) == (302, place_of(post))
    page = client.get(answer.url).content.decode()
    assert f'id="b{post.number}"' in page
    for address, pk in history.addresses.items():
        now = Thread.objects.select_related("area").get(pk=pk).get_absolute_url()
        if address != now:
            answer = client.get(address)
            assert (answer.status_code, answer.url) == (301, now)
    for slug, pk in history.tag_slugs.items():
        tag = Tag.objects.get(pk=pk)
        if (
            Thread.objects.listed_to(history.admin).with_tag(tag.canonical_id or tag.pk).exists()
        ):  # else unknown to them
            assert client.get(f"/forum/?schlagwort={slug}", follow=True).status_code == 200, slug


usual = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}


@settings(max_examples=10, derandomize=True, **usual)
@given(steps=st.lists(STEP, min_size=50, max_size=50))
def test_500_steps(history, steps):
    play(history, steps)


@pytest.mark.slow
@settings(max_examples=200, **usual)
@given(steps=st.lists(STEP, min_size=100, max_size=100))
def test_20000_steps(history, steps):
    play(history, steps)
