"""The benchmark's database, small: every row as the forum itself would have written it."""

import io
from collections import Counter
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F, Max

from cms.demo import bulk
from cms.demo.bulk.build import build
from cms.demo.bulk.plan import Scale
from forum.actions.counters import reconcile
from forum.bodies import render_body
from forum.models import Area, Post, Reaction, Subscription, Thread, ThreadRead
from forum.notices import REPLY
from forum.subscriptions import watchers
from kit.access import MEMBERS, keys_of, users_with
from kit.richtext import clean, to_text
from notifications.models import Notification, NotificationEvent
from search.language import analyse_query
from search.models import SearchDocument, SearchTerm
from search.rebuild import rebuild_database
from tests.harness.database import copied_database
from tests.performance.pages import all_pages

SCALE = Scale(posts=400, members=340, writers=40)


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied_database("bulk"):
        lines = []
        build(SCALE, "Ehrenamt-verbindet", lines.append)
        yield lines


pytestmark = pytest.mark.usefixtures("network")


@pytest.fixture
def measured():
    return get_user_model().objects.get(email=bulk.MEASURED_MEMBER)


def bulk_threads():
    """Those that did not come with the demonstration: they begin with the long one, which is the oldest."""
    return Thread.objects.filter(pk__gte=Thread.objects.get(title=bulk.LONG_THREAD).pk)


def test_it_is_as_large_as_wanted():
    threads = bulk_threads()
    posts = Post.objects.filter(thread__in=threads)
    assert (threads.count(), posts.count()) == (20, 400)
    assert threads.get(title=bulk.LONG_THREAD).post_count == 10
    assert users_with(MEMBERS).count() == 340
    assert Counter(Area.objects.values_list("is_closed", flat=True)) == {False: 8, True: 2}
    assert posts.values("author").distinct().count() <= 40


def test_posts_are_stored_as_the_forum_stores_them():
    posts = Post.objects.filter(thread__in=bulk_threads())
    for post in posts:
        assert clean(post.source) == post.source
        assert to_text(post.source) == post.text
        assert render_body(post.source) == post.html
    moments = list(posts.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert posts.filter(source__contains="data-quote").exists()
    assert 60 < sum(len(post.text.split()) for post in posts) / len(posts) < 95
    assert not posts.exclude(reply_to=None).exclude(reply_to__thread=F("thread"), reply_to__number__lt=F("number"))


def test_counters_need_no_repair():
    assert not reconcile()
    assert not Thread.objects.exclude(accepted_post=None).exclude(accepted_post__thread=F("pk")).exists()


def test_search_documents_are_those_a_rebuild_writes():
    before = _documents()
    rebuild_database(lambda *_: None)
    assert _documents() == before


def _documents():
    fields = {field.attname for field in SearchDocument._meta.concrete_fields} - {"id", "version"}
    rows = SearchDocument.objects.order_by("kind", "object_id", "part").values(*sorted(fields))
    return list(rows), set(SearchTerm.objects.values_list("term", flat=True))


def test_the_words_to_search_for_are_there():
    posts = Post.objects.filter(thread__in=bulk_threads())
    assert 25 < posts.filter(text__contains=bulk.COMMON).count() < 75
    assert Post.objects.filter(text__contains=bulk.RARE).count() == 10
    typed = analyse_query(bulk.TYPO)[0].terms[0]
    assert not SearchTerm.objects.filter(term=typed).exists(), "a mistake that nobody makes"


def test_every_member_watches_one_thread():
    thread = Thread.objects.get(title=bulk.WATCHED_THREAD)
    assert len(watchers(thread, without=0)) == 340


def test_the_measured_member_has_much_to_read(measured):
    notifications = Notification.objects.filter(user=measured)
    assert notifications.exists() and notifications.filter(read_at=None).exists()
    assert NotificationEvent.objects.filter(user=measured).count() == sum(notifications.values_list("count", flat=True))
    assert set(notifications.values_list("kind", flat=True)) >= {REPLY}
    reads = ThreadRead.objects.filter(user=measured, thread__in=bulk_threads())
    partly = reads.filter(last_read_number__lt=F("thread__last_public_number")).count()
    assert 0 < partly < reads.count() < 20
    assert not reads.filter(last_read_number__gt=F("thread__last_public_number")).exists()
    unread = Thread.objects.listed_to(measured).with_reading_of(measured).unread()
    assert unread.filter(pk__in=bulk_threads()).count() >= 3
    own = Subscription.objects.filter(user=measured)
    assert own.exclude(tag=None).count() >= 4 and own.exclude(thread=None).count() > 5


def test_nobody_writes_or_is_told_of_what_they_may_not_read():
    people = get_user_model().objects.in_bulk(Post.objects.values_list("author", flat=True))
    for post in Post.objects.filter(thread__in=bulk_threads(), thread__area__is_closed=True).select_related(
        "thread__area"
    ):
        assert post.thread.area.room in keys_of(people[post.author_id])
    assert not Reaction.objects.filter(user=F("post__author")).exists()


def test_every_measured_page_answers(measured, client, settings, tmp_path):
    settings.FORUM = {**settings.FORUM, "FILES_ROOT": tmp_path}
    client.force_login(measured)
    facets = SimpleNamespace(get=lambda path: SimpleNamespace(body=client.get(path).content))
    pages = [page for page in all_pages(measured, facets) if not page.is_floor]
    assert {page.name: client.get(page.path).status_code for page in pages} == {page.name: 200 for page in pages}


def test_a_finished_one_is_left_alone_and_another_refused(network):
    highest = Post.objects.aggregate(Max("pk"))
    out = io.StringIO()
    call_command("demo", bench=True, posts=400, force=True, stdout=out)
    assert "ist da" in out.getvalue()
    with pytest.raises(CommandError, match="400 posts"):
        call_command("demo", bench=True, posts=800, force=True, stdout=out)
    assert Post.objects.aggregate(Max("pk")) == highest
    assert "Sekunden" in network[-1]
