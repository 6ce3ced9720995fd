"""Several connections at once: nothing is told twice, nothing is lost, nobody waits in a circle."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import mailers
from django.db import connection, connections, transaction
from django.db.models import Sum

from kit.access import PUBLIC
from notifications.actions import mark_read, mark_unread, record_events, rekey_group, withdraw_events
from notifications.actions.digesting import DIGESTS
from notifications.actions.planning import plan_digests
from notifications.actions.queue import claim, send
from notifications.actions.sending import DELIVERIES
from notifications.bell import bell_count
from notifications.models import Delivery, Digest, Notification, NotificationEvent
from tests.factories import make_user

from .digest import at, happened
from .world import MENTION, NEWS, REPLY, tell

EIGHT = datetime(2026, 11, 17, 7, tzinfo=UTC)
EVENING = EIGHT - timedelta(hours=14)


@pytest.fixture
def people(live_database):
    Notification.objects.all().delete()
    Digest.objects.all().delete()
    return [make_user() for _ in range(12)]


def at_once(*acts):
    """Runs the acts in threads with connections of their own; raises what any of them raised."""
    errors, start = [], threading.Barrier(len(acts))

    def work(act):
        try:
            start.wait(10)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    if errors:
        raise errors[0]


def test_the_same_event_from_four_workers_is_told_once(people):
    at_once(*[lambda: tell(*people, post=1)] * 4)
    assert NotificationEvent.objects.filter(event_id="post:1").count() == len(people)
    assert set(Notification.objects.values_list("count", flat=True)) == {1}
    assert Delivery.objects.count() == len(people)


def test_many_events_of_one_thread_are_all_counted(people):
    def work(first):
        for post in range(first, first + 10):
            tell(*people, post=post, actor_id=post)

    at_once(*[lambda first=first: work(first) for first in (100, 200, 300, 400)])
    assert Notification.objects.count() == len(people)
    assert set(Notification.objects.values_list("count", flat=True)) == {40}
    assert Delivery.objects.count() == len(people)


def test_fan_outs_that_tell_different_people_first_do_not_block_each_other(people):
    """A post tells the mentioned first, then the others: in one thread that is the same people in another order."""

    def fan_out(post, mentioned, others):
        with transaction.atomic():
            tell(*mentioned, post=post, kind=MENTION)
            tell(*others, post=post, kind=REPLY)

    def work(first, turn):
        for post in range(first, first + 10):
            mentioned = [people[(post * turn) % 12], people[(post * turn + 5) % 12]]
            fan_out(post, mentioned, [person for person in people if person not in mentioned])

    at_once(*[lambda turn=turn: work(turn * 100, turn) for turn in (1, 5, 7, 11)])
    assert Notification.objects.aggregate(total=Sum("count"))["total"] == 40 * len(people)


def test_reading_moving_and_withdrawing_meanwhile_leaves_true_counts(people):
    def write(first):
        for post in range(first, first + 15):
            for thread in (1, 2):
                record(post, thread)

    def record(post, thread):
        record_events(
            kind=REPLY,
            event_id=f"post:{thread}:{post}",
            group_key=f"thread:{thread}",
            room="members",
            object_id=thread,
            reference_id=post,
            actor_id=post,
            recipient_ids=[person.pk for person in people],
        )

    def read():
        for _ in range(15):
            for person in people:
                mark_read(user=person, everything=True)

    def unread():
        for _ in range(15):
            for person in people[::-1]:
                ids = list(Notification.objects.filter(user=person).values_list("pk", flat=True))
                mark_unread(user=person, notification_ids=ids)

    def moderate():
        for post in range(15):
            withdraw_events(event_ids=[f"post:2:{post}", f"post:1:{post}"])
            rekey_group(group_key=f"thread:{1 + post % 2}", room="members" if post % 3 else "area:7")

    at_once(lambda: write(0), lambda: write(100), read, unread, moderate)
    for row in Notification.objects.prefetch_related("events"):
        events = sorted(row.events.all(), key=lambda event: event.pk)
        assert row.count == len(events)
        assert {row.first_reference_id, row.latest_reference_id} <= {event.reference_id for event in events}
    assert not NotificationEvent.objects.filter(notification=None).exists()
    for person in people:
        unread_rows = Notification.objects.filter(user=person).unread()
        assert unread_rows.count() == len(set(unread_rows.values_list("group_key", flat=True)))


def test_two_workers_claim_different_mails(people):
    tell(*people, post=1)
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    from django.utils import timezone

    claims = []
    at_once(*[lambda: claims.append(claim(DELIVERIES, timezone.now()))] * 4)
    ids = [each for claim in claims for each in claim]
    assert sorted(ids) == sorted(Delivery.objects.values_list("pk", flat=True))
    assert len(ids) == len(set(ids))


def test_digests_from_four_workers_are_planned_and_claimed_once(people):
    tell(*people, post=1, kind=NEWS)
    happened(EVENING)
    claims, planned = [], []
    with at(EIGHT):
        at_once(*[lambda: planned.append(plan_digests())] * 4)
        at_once(*[lambda: claims.append(claim(DIGESTS, EIGHT))] * 4)
    assert sum(planned) == Digest.objects.count() == len(people)
    ids = [each for claim in claims for each in claim]
    assert sorted(ids) == sorted(Digest.objects.values_list("pk", flat=True))


def test_what_is_raised_while_its_digest_goes_out_is_told_by_the_next(people):
    """The mail settles what it told; an event that came in between is not lost with it."""
    [anna, *_others] = people
    tell(anna, post=1, kind=NEWS, room=PUBLIC)
    happened(EVENING)
    with at(EIGHT):
        plan_digests()
        [draft] = DIGESTS.drafts(claim(DIGESTS, EIGHT))
        at_once(lambda: tell(anna, post=2, kind=NEWS, room=PUBLIC))
        send(mailers.default, draft)
    assert Digest.objects.get().sent_at
    row = Notification.objects.get()
    assert (row.count, row.mailed_until < row.updated_at) == (2, True)


def test_a_withdrawal_waits_for_a_fan_out_that_began_before(people):
    """The fan-out holds the post, hiding waits for it: what it then withdraws is all there is."""
    began, may_end = threading.Event(), threading.Event()

    def lock_post():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(99)")  # stands for the row of the post

    def fan_out():
        with transaction.atomic():
            lock_post()
            began.set()
            may_end.wait(5)
            tell(*people, post=1)

    def hide():
        began.wait(5)
        may_end.set()
        with transaction.atomic():
            lock_post()
            withdraw_events(event_ids=["post:1"])

    at_once(fan_out, hide)
    assert not Notification.objects.exists()
    assert bell_count(people[0]) == 0
