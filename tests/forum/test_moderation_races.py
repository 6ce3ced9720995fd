"""Acts of moderation at the same moment as each other and as people writing: true counters, no deadlock, no error."""

from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from forum.actions.areas import order_areas
from forum.actions.counters import reconcile
from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread, pin_thread, restore_post, unlock_thread
from forum.actions.posting import create_thread
from forum.models import Area, ModerationEntry, Post, Thread
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread
from tests.factories.forum import NO_LIMITS

from .parallel import at_once, browser, deadlocks, meanwhile, session_of

pytestmark = pytest.mark.usefixtures("own_database")

ROUNDS = 8


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS}


def test_everything_at_once():
    """Two moves, hiding and restoring, two authors of threads and three of replies, in the same two areas."""
    speakers, writers = [make_speaker(), make_speaker()], [make_member() for _ in range(3)]
    areas = [make_area(), make_area()]
    threads = [make_thread(areas[number % 2]) for number in range(3)]
    posts = [make_post(thread) for thread in threads]
    sessions = [session_of(writer) for writer in writers]

    def move(speaker, order):
        for number in range(ROUNDS):
            move_thread(actor=speaker, thread=threads[number % 3], target=areas[(number + order) % 2])

    def hide_and_restore(speaker):
        for number in range(ROUNDS):
            hide_post(actor=speaker, post=posts[number % 3], reason="Namen im Text")
            restore_post(actor=speaker, post=posts[number % 3])

    def create(writer, area):
        for _ in range(ROUNDS):
            text = {"title": "Wie machen Sie das?", "source": "Guten Tag.", "tags": [], "idempotency_key": uuid4()}
            create_thread(actor=writer, area=area, kind="question", **text)

    def write(session):
        answers = set()
        for number in range(ROUNDS):
            url = f"{Thread.objects.select_related('area').get(pk=threads[number % 3].pk).get_absolute_url()}antwort/"
            answers.add(browser(session).post(url, {"body": "<p>Bei uns auch.</p>"}).status_code)
        return answers

    before = deadlocks()
    found = at_once(
        [
            partial(move, speakers[0], 0),
            partial(move, speakers[1], 1),
            partial(hide_and_restore, speakers[0]),
            partial(create, writers[0], areas[0]),
            partial(create, writers[1], areas[1]),
            *(partial(write, session) for session in sessions),
        ]
    )
    assert found[-3:] == [{302}] * 3
    assert deadlocks() == before
    assert not reconcile()
    assert Thread.objects.count() == 3 + 2 * ROUNDS
    assert sum(Area.objects.values_list("thread_count", flat=True)) == 3 + 2 * ROUNDS
    for thread in threads:
        numbers = list(thread.posts.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_two_who_hide_the_same_post_make_one_entry():
    speakers = [make_speaker(), make_speaker()]
    post = make_post(make_thread())
    sessions = [session_of(speaker) for speaker in speakers]

    def hide(session):
        url = reverse("forum:post-hide", args=[post.pk])
        return browser(session).post(url, {"reason": "Namen im Text"}).status_code

    assert sorted(at_once(partial(hide, session) for session in sessions)) == [302, 409]
    assert ModerationEntry.objects.count() == 1
    assert not reconcile()


def test_a_post_that_is_withdrawn_while_it_is_hidden_stays_hidden():
    speaker = make_speaker()
    thread = make_thread()
    post = make_post(thread)
    session, url = session_of(post.author), reverse("forum:post-withdraw", args=[post.pk])
    with transaction.atomic():
        hide_post(actor=speaker, post=post, reason="Namen im Text")
        with meanwhile(lambda: browser(session).post(url)) as withdrawal:
            pass
    assert withdrawal.result().status_code == 403
    assert Post.objects.get(pk=post.pk).visibility == "hidden"
    assert not reconcile()


def test_a_hide_that_waits_for_a_move_counts_in_the_new_area():
    speaker = make_speaker()
    target, thread = make_area(), make_thread()
    hiding = partial(hide_post, actor=make_speaker(), post=thread.last_post, reason="Namen im Text")
    with transaction.atomic():
        move_thread(actor=speaker, thread=thread, target=target)
        with meanwhile(hiding) as hide:
            pass
    hide.result()
    assert list(Area.objects.values_list("thread_count", flat=True)) == [0, 0]
    assert not reconcile()


def test_a_reply_that_waits_while_the_thread_is_closed_is_refused_with_its_text():
    speaker, thread = make_speaker(), make_thread()
    session = session_of(make_member())
    url = f"{thread.get_absolute_url()}antwort/"
    with transaction.atomic():
        lock_a_thread(actor=speaker, thread=thread)
        with meanwhile(lambda: browser(session).post(url, {"body": "<p>Mein langer Text.</p>"})) as reply:
            pass
    assert reply.result().status_code == 403
    assert "Mein langer Text." in reply.result().text
    assert Thread.objects.get(pk=thread.pk).reply_count == 0


def test_reconciling_beside_all_this_finds_no_drift_and_blocks_nobody():
    speaker, writer = make_speaker(), make_member()
    areas = [make_area(), make_area()]
    threads = [make_thread(areas[0]), make_thread(areas[1])]
    posts = [make_post(thread) for thread in threads]
    withdrawn = [make_post(thread, writer) for thread in threads for _ in range(ROUNDS)]

    def moderate():
        for number in range(ROUNDS):
            move_thread(actor=speaker, thread=threads[0], target=areas[number % 2])
            hide_post(actor=speaker, post=posts[number % 2], reason="Namen im Text")
            restore_post(actor=speaker, post=posts[number % 2])

    def withdraw():
        for post in withdrawn:
            withdraw_post(actor=writer, post=post)

    def reconcile_often():
        return [reconcile() for _ in range(ROUNDS)]

    before = deadlocks()
    *_, found = at_once([moderate, withdraw, reconcile_often])
    assert not any(found)
    assert deadlocks() == before
    assert not reconcile()


def test_states_of_one_thread_at_once():
    speakers = [make_speaker() for _ in range(3)]
    thread = make_thread()

    def close_and_open():
        for _ in range(ROUNDS):
            lock_a_thread(actor=speakers[0], thread=thread)
            unlock_thread(actor=speakers[0], thread=thread)

    def pin():
        for _ in range(ROUNDS):
            pin_thread(actor=speakers[1], thread=thread)

    def reply():
        for _ in range(ROUNDS):
            make_post(thread, speakers[2])

    version = thread.version
    at_once([close_and_open, pin, reply])
    after = Thread.objects.get(pk=thread.pk)
    assert after.version == version + ModerationEntry.objects.count() + ROUNDS
    assert after.reply_count == ROUNDS
    assert (after.state, after.locked_by) == ("open", None)
    assert after.pinned_at is not None


def test_two_orders_of_the_areas_at_once_end_in_one_of_them():
    speakers = [make_speaker(), make_speaker()]
    ids = [make_area(position=place).pk for place in range(1, 6)]
    orders = [ids[::-1], [*ids[2:], *ids[:2]]]

    def order(speaker, wanted):
        for _ in range(ROUNDS):
            order_areas(actor=speaker, area_ids=wanted)

    before = deadlocks()
    at_once(partial(order, *pair) for pair in zip(speakers, orders, strict=True))
    assert list(Area.objects.values_list("pk", flat=True)) in orders
    assert deadlocks() == before


def test_two_who_remove_each_other_leave_one():
    speakers = [make_speaker(), make_speaker()]
    area = make_area(members=speakers)
    sessions = [session_of(speaker) for speaker in speakers]
    url = reverse("moderation:area-members", args=[area.slug])

    def remove(session, other):
        return browser(session).post(url, {"user": other.pk}).status_code

    found = at_once([partial(remove, sessions[0], speakers[1]), partial(remove, sessions[1], speakers[0])])
    assert found.count(302) == 1
    assert area.memberships.count() == 1


def test_a_refused_act_leaves_nothing_behind():
    speaker, thread = make_speaker(), make_thread()
    before = Thread.objects.filter(pk=thread.pk).values().get()
    with pytest.raises(ValidationError):
        restore_post(actor=speaker, post=thread.last_post)
    with pytest.raises(ValidationError):
        hide_post(actor=speaker, post=thread.last_post, reason="x" * 501)
    assert Thread.objects.filter(pk=thread.pk).values().get() == before
    assert not ModerationEntry.objects.exists()
