"""What a digest tells of the forum, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.moderation import hide_post, move_thread
from forum.enums import Level
from forum.models import Subscription
from forum.notices import tell_of_post
from notifications.digests import content_of
from notifications.models import Delivery
from notifications.registry import Section
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread

pytestmark = pytest.mark.django_db


def watched(people, **fields):
    thread = make_thread(**fields)
    Subscription.objects.bulk_create(Subscription(user=each, thread=thread, level=Level.WATCHING) for each in people)
    return thread


def told(person):
    content = content_of([person.pk], timezone.now())[person.pk]
    return {
        section.section: [(entry.line.title, entry.line.body_text) for entry in section.entries]
        for section in content.sections
    }


def test_a_mention_and_an_answer_come_at_once_and_all_else_in_the_digest():
    asker, watcher, named = make_member(), make_member(), make_member(first_name="Petra", last_name="Beispiel")
    thread = watched([watcher], author=asker)
    text = f'<p><span data-mention="{named.pk}">@Petra Beispiel</span> weiß es.</p>'
    tell_of_post(make_post(thread, text=text).pk)
    assert set(Delivery.objects.values_list("user", flat=True)) == {asker.pk, named.pk}
    assert told(watcher) == {Section.WATCHED: [(thread.title, "@Petra Beispiel weiß es.")]}
    assert told(asker) == told(named) == {}
    Delivery.objects.update(cancelled_at=timezone.now())
    assert (list(told(asker)), list(told(named))) == ([Section.ANSWERS], [Section.MENTIONS])


@pytest.mark.parametrize("people", [1, 3, 20])
def test_statements_do_not_grow_with_the_people(people):
    watchers = [make_member() for _ in range(people)]
    author = make_member()
    area = make_area(members=[author, *watchers])
    open_thread, closed = watched(watchers), watched(watchers, area=area, author=author)
    for thread in (open_thread, closed):
        tell_of_post(make_post(thread, thread.author).pk)
    with CaptureQueriesContext(connection) as statements:
        contents = content_of([person.pk for person in watchers], timezone.now())
    assert {content.count for content in contents.values()} == {2}
    # people, keys, choices, rows; posts, threads, cards of their authors
    assert len(statements) == 7


def hide(post):
    hide_post(actor=make_speaker(), post=post, reason="Personendaten")


def move(post):
    speaker = make_speaker()
    move_thread(actor=speaker, thread=post.thread, target=make_area(members=[speaker]))


@pytest.mark.parametrize("act", [hide, move])
def test_what_is_hidden_or_moved_away_stands_in_no_digest(act):
    watcher = make_member()
    post = make_post(watched([watcher]))
    tell_of_post(post.pk)
    assert told(watcher)
    act(post)
    assert told(watcher) == {}
