"""Many people in one thread at the same moment: numbers without gap or double, true counters, no deadlock."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from forum.actions.answers import accept_answer
from forum.actions.counters import reconcile
from forum.actions.moderation import hide_post, lock_a_thread, move_thread
from forum.enums import ThreadState
from forum.models import Area, Post, Thread, ThreadRead
from forum.notices import tell_of_post
from notifications.models import Notification
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread
from tests.factories.forum import NO_LIMITS

from .parallel import PATIENCE, at_once, browser, deadlocks, meanwhile, session_of

WRITERS, REPLIES, CONNECTIONS = 8, 50, 2

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS}


def url(name: str, thread: Thread) -> str:
    return reverse(f"forum:{name}", args=[thread.area.slug, thread.slug, thread.pk])


def send_reply(session: str, thread: Thread, *, key=None, tab=None):
    data = {"body": "<p>Das machen wir auch so.</p>", "idempotency_key": key or uuid4()}
    return (tab or browser(session)).post(url("thread-reply", thread), data)


def fan_out_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="forum.fan_out").count()


@pytest.mark.parametrize("each", [REPLIES, pytest.param(4 * REPLIES, marks=pytest.mark.slow)])
def test_replies_of_8_writers_on_two_connections_each(each):
    area = make_area()
    reader = make_member()
    thread = make_thread(area, reader)
    sessions = [session_of(make_member()) for _ in range(WRITERS)]
    jobs_before, deadlocks_before = fan_out_jobs(), deadlocks()

    def write(session: str) -> list[int]:
        tab = browser(session)
        return [send_reply(session, thread, tab=tab).status_code for _ in range(each // CONNECTIONS)]

    answers = at_once(partial(write, session) for session in sessions for _ in range(CONNECTIONS))

    replies = WRITERS * each
    assert [status for statuses in answers for status in statuses] == [302] * replies
    assert deadlocks() == deadlocks_before
    numbers = list(Post.objects.filter(thread=thread).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, replies + 2))
    after = Thread.objects.get(pk=thread.pk)
    last = Post.objects.get(thread=thread, number=replies + 1)
    assert (after.reply_count, after.last_public_number, after.next_number) == (replies, replies + 1, replies + 2)
    assert (after.last_post_id, after.bumped_at) == (last.pk, last.created_at)
    assert after.version == thread.version + replies
    assert Area.objects.get(pk=area.pk).thread_count == 1
    assert fan_out_jobs() - jobs_before == replies
    assert not reconcile()


def test_a_reply_that_waits_for_a_reply_gets_the_next_number():
    thread = make_thread()
    session = session_of(make_member())
    with transaction.atomic():
        make_post(thread)
        with meanwhile(partial(send_reply, session, thread)) as second:
            pass
    assert second.result(PATIENCE).status_code == 302
    assert list(thread.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    after = Thread.objects.get(pk=thread.pk)
    assert (after.reply_count, after.next_number, after.version) == (2, 4, thread.version + 2)
    assert not reconcile()


def test_closing_a_thread_waits_for_a_reply_under_way():
    speaker, thread = make_speaker(), make_thread()
    with transaction.atomic():
        make_post(thread)
        with meanwhile(partial(lock_a_thread, actor=speaker, thread=thread)) as closing:
            pass
    closing.result(PATIENCE)
    after = Thread.objects.get(pk=thread.pk)
    assert (after.state, after.reply_count, after.version) == (ThreadState.LOCKED, 1, thread.version + 2)
    assert not reconcile()


def test_50_identical_requests_are_one_post():
    thread = make_thread()
    session, key = session_of(make_member()), uuid4()
    jobs_before = fan_out_jobs()

    answers = at_once([partial(send_reply, session, thread, key=key)] * 50)

    [post] = Post.objects.filter(thread=thread, number__gt=1)
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, f"{thread.get_absolute_url()}#b{post.number}")
    }
    assert fan_out_jobs() - jobs_before == 1
    assert Thread.objects.get(pk=thread.pk).reply_count == 1


def test_50_identical_requests_are_one_thread():
    area, key = make_area(), uuid4()
    session = session_of(make_member())
    data = {"area": area.pk, "kind": "question", "title": "Wer hat eine Satzung?", "body": "<p>Wir suchen.</p>"}

    def send():
        return browser(session).post(reverse("forum:thread-create"), {**data, "idempotency_key": key})

    answers = at_once([send] * 50)

    [thread] = Thread.objects.all()
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, thread.get_absolute_url())}
    assert (Area.objects.get(pk=area.pk).thread_count, Post.objects.count()) == (1, 1)


def test_a_reply_that_waits_for_a_move_into_a_closed_area_is_refused():
    speaker, outsider, insider = make_speaker(), make_member(), make_member()
    closed = make_area(members=[speaker, insider])
    thread = make_thread()
    session = session_of(outsider)
    with transaction.atomic():
        move_thread(actor=speaker, thread=thread, target=closed)
        with meanwhile(partial(send_reply, session, thread)) as reply:
            pass
    assert reply.result().status_code == 404
    assert Post.objects.filter(thread=thread).count() == 1


def test_a_reply_that_waits_for_a_move_arrives_in_the_new_area():
    speaker, insider = make_speaker(), make_member()
    closed = make_area(members=[speaker, insider])
    thread = make_thread(author=insider)
    session = session_of(speaker)
    with transaction.atomic():
        move_thread(actor=speaker, thread=thread, target=closed)
        with meanwhile(partial(send_reply, session, thread)) as reply:
            pass
    assert reply.result().status_code == 302
    post = Post.objects.get(thread=thread, number=2)
    tell_of_post(post.pk)
    assert set(Notification.objects.values_list("room", flat=True)) == {closed.room}
    assert not reconcile()


def test_a_fan_out_that_waits_for_a_move_tells_nobody_outside():
    speaker, outsider = make_speaker(), make_member()
    closed = make_area(members=[speaker])
    thread = make_thread(author=outsider)
    post = make_post(thread)
    with transaction.atomic():
        move_thread(actor=speaker, thread=thread, target=closed)
        with meanwhile(partial(tell_of_post, post.pk)) as fan_out:
            pass
    fan_out.result()
    assert not Notification.objects.visible_to(outsider).exists()
    assert set(Notification.objects.values_list("room", flat=True)) <= {closed.room}


def test_moves_and_replies_at_once():
    speaker = make_speaker()
    areas = [make_area(), make_area()]
    thread = make_thread(areas[0])
    sessions = [session_of(make_member()) for _ in range(3)]

    def write(session: str) -> list[int]:
        return [send_reply(session, thread).status_code for _ in range(15)]

    def move() -> list[int]:
        for target in [areas[1], areas[0]] * 10:
            move_thread(actor=speaker, thread=thread, target=target)
        return []

    before = deadlocks()
    answers = at_once([move, move, *(partial(write, session) for session in sessions)])
    assert {status for statuses in answers for status in statuses} == {302}
    assert list(thread.posts.order_by("number").values_list("number", flat=True)) == list(range(1, 47))
    assert deadlocks() == before
    assert not reconcile()


def test_an_answer_hidden_while_it_is_being_accepted_is_not_accepted():
    speaker, asker = make_speaker(), make_member()
    thread = make_thread(author=asker)
    answer = make_post(thread)
    session = session_of(asker)
    with transaction.atomic():
        hide_post(actor=speaker, post=answer, reason="Namen im Text.")
        with meanwhile(lambda: browser(session).post(reverse("forum:answer-accept", args=[answer.pk]))) as accept:
            pass
    assert accept.result().status_code == 403
    assert Thread.objects.get(pk=thread.pk).accepted_post is None


def test_an_answer_accepted_while_it_is_being_hidden_is_released():
    speaker, asker = make_speaker(), make_member()
    thread = make_thread(author=asker)
    answer = make_post(thread)
    session = session_of(speaker)
    hide = reverse("forum:post-hide", args=[answer.pk])
    with transaction.atomic():
        accept_answer(actor=asker, post=answer)
        with meanwhile(lambda: browser(session).post(hide, {"reason": "Namen im Text."})) as hiding:
            pass
    assert hiding.result().status_code == 302
    assert Thread.objects.get(pk=thread.pk).accepted_post is None
    assert not reconcile()


@pytest.mark.feature("FF-54")
def test_accepting_and_hiding_at_once():
    speaker, asker = make_speaker(), make_member()
    threads = [make_thread(author=asker) for _ in range(20)]
    answers = [make_post(thread) for thread in threads]
    asking, moderating = session_of(asker), session_of(speaker)

    def accept() -> set[int]:
        return {browser(asking).post(reverse("forum:answer-accept", args=[each.pk])).status_code for each in answers}

    def hide() -> set[int]:
        paths = [reverse("forum:post-hide", args=[each.pk]) for each in answers]
        return {browser(moderating).post(path, {"reason": "Namen im Text."}).status_code for path in paths}

    before = deadlocks()
    accepted, hidden = at_once([accept, hide])
    assert accepted <= {302, 403}
    assert hidden == {302}
    assert not Thread.objects.exclude(accepted_post=None).exists()
    assert deadlocks() == before
    assert not reconcile()


def test_a_reply_that_arrives_while_the_page_is_marked_read_stays_unread_and_rings():
    reader, colleague = make_member(), make_member()
    thread = make_thread(author=reader)
    first = make_post(thread, colleague)
    tell_of_post(first.pk)
    session = session_of(reader)
    data = {"thread": thread.pk, "number": 2}
    with transaction.atomic():
        # The reader's mark is held, so that the request has seen the thread with two posts when the third arrives.
        ThreadRead.objects.select_for_update().get(user=reader, thread=thread)
        with meanwhile(lambda: browser(session).post(reverse("forum:mark-read"), data)) as reading:
            [second] = at_once([lambda: reply_and_tell(thread, colleague)])
    assert reading.result().status_code == 302
    mark = ThreadRead.objects.get(user=reader, thread=thread).last_read_number
    assert (mark, second.number) == (2, 3)
    assert Notification.objects.filter(user=reader, latest_reference_id=second.pk).unread().exists()


def test_reading_and_replying_at_once_never_lowers_a_mark():
    reader, writer = make_member(), make_member()
    thread = make_thread(author=reader)
    reading, writing = session_of(reader), session_of(writer)

    def read() -> list[int]:
        marks = []
        for number in range(1, 31):
            browser(reading).post(reverse("forum:mark-read"), {"thread": thread.pk, "number": number})
            marks.append(ThreadRead.objects.get(user=reader, thread=thread).last_read_number)
        return marks

    def write() -> set[int]:
        return {send_reply(writing, thread).status_code for _ in range(30)}

    before = deadlocks()
    first, second, written = at_once([read, read, write])
    assert written == {302}
    assert first == sorted(first)
    assert second == sorted(second)
    assert ThreadRead.objects.get(user=reader, thread=thread).last_read_number <= 31
    assert deadlocks() == before
    assert not reconcile()


def reply_and_tell(thread: Thread, author) -> Post:
    """Like a request and the worker after it."""
    post = make_post(thread, author)
    tell_of_post(post.pk)
    return post
