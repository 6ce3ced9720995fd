import pytest

from notifications.actions import mark_read, mark_unread
from notifications.bell import CAP, bell_count, unread_by_tab
from notifications.models import Delivery, Notification
from notifications.registry import Tab
from tests.factories import make_applicant, make_member

from .world import MENTION, tell

pytestmark = pytest.mark.django_db


def ids(**filters):
    return list(Notification.objects.filter(**filters).values_list("pk", flat=True))


def test_reading_a_thread_reads_its_row_and_cancels_the_mail():
    anna, ben = make_member(), make_member()
    tell(anna, ben, post=1, thread=1)
    tell(anna, post=2, thread=2)
    assert mark_read(user=anna, group_key="thread:1") == 1
    assert bell_count(anna) == 1
    assert bell_count(ben) == 1
    assert list(Delivery.objects.open().values_list("user", "notification__group_key").order_by("user", "pk")) == [
        (anna.pk, "thread:2"),
        (ben.pk, "thread:1"),
    ]


def test_chosen_rows_and_everything():
    anna = make_member()
    for thread in range(4):
        tell(anna, post=thread, thread=thread)
    assert mark_read(user=anna, notification_ids=ids()[:2]) == 2
    assert mark_read(user=anna, everything=True) == 2
    assert mark_read(user=anna, everything=True) == 0
    assert bell_count(anna) == 0


def test_nobody_reads_for_somebody_else():
    anna, ben = make_member(), make_member()
    tell(anna, post=1)
    assert mark_read(user=ben, notification_ids=ids()) == 0
    mark_read(user=anna, everything=True)
    assert mark_unread(user=ben, notification_ids=ids()) == 0
    assert bell_count(anna) == 0


@pytest.mark.parametrize("choice", [{}, {"everything": True, "group_key": "thread:1"}, {"group_key": ""}])
def test_reading_needs_exactly_one_choice(choice):
    with pytest.raises(TypeError):
        mark_read(user=make_member(), **choice)


@pytest.mark.parametrize("number", [1, 3, 20])
def test_statements_do_not_grow_with_the_rows(number, django_assert_num_queries):
    anna = make_member()
    for thread in range(number):
        tell(anna, post=thread, thread=thread)
    with django_assert_num_queries(3):  # rows, read, mails
        assert mark_read(user=anna, everything=True) == number
    with django_assert_num_queries(1):
        assert mark_read(user=anna, everything=True) == 0
    chosen = ids()
    with django_assert_num_queries(5):  # groups, lock, rows, unread, mails
        assert mark_unread(user=anna, notification_ids=chosen) == number


def test_unread_again_plans_no_mail_but_the_next_event_does():
    anna = make_member()
    tell(anna, post=1)
    Delivery.objects.update(sent_at="2026-11-23T10:00Z")
    mark_read(user=anna, everything=True)
    assert mark_unread(user=anna, notification_ids=ids()) == 1
    assert bell_count(anna) == 1
    assert not Delivery.objects.open().exists()
    tell(anna, post=2)
    assert Notification.objects.get().count == 2
    assert Delivery.objects.open().count() == 1


def test_a_row_made_unread_joins_the_unread_row_of_its_thread():
    anna = make_member()
    tell(anna, post=1, kind=MENTION, actor_id=5)
    mark_read(user=anna, everything=True)
    [old] = ids()
    tell(anna, post=2, actor_id=6)
    assert mark_unread(user=anna, notification_ids=[old]) == 1
    row = Notification.objects.get()
    assert (row.count, row.kind, row.first_reference_id, row.latest_reference_id) == (2, MENTION, 1, 2)
    assert row.actor_ids == [6, 5]
    assert row.is_unread


def test_two_read_rows_of_a_thread_become_one():
    anna = make_member()
    for post in (1, 2):
        tell(anna, post=post)
        mark_read(user=anna, everything=True)
    assert mark_unread(user=anna, notification_ids=ids()) == 1
    assert Notification.objects.get().count == 2


def test_the_bell_counts_exactly_up_to_its_cap():
    anna = make_member()
    for thread in range(CAP):
        tell(anna, post=thread, thread=thread)
    assert bell_count(anna) == CAP
    tell(anna, post=900, thread=900)
    tell(anna, post=901, thread=901)
    assert bell_count(anna) == CAP + 1


def test_the_bell_costs_one_statement(django_assert_num_queries):
    anna = make_member()
    tell(anna, post=1)
    tell(anna, post=2, thread=2, kind=MENTION)
    from kit.access import keys_of

    keys_of(anna)
    with django_assert_num_queries(1):
        assert bell_count(anna) == 2
    with django_assert_num_queries(1):
        assert unread_by_tab(anna) == {Tab.REPLIES: 1, Tab.MENTIONS: 1}


def test_who_is_no_member_sees_nothing_of_the_members():
    applicant = make_applicant()
    tell(applicant, post=1)
    assert bell_count(applicant) == 0


def test_who_is_deactivated_sees_nothing():
    anna = make_member()
    tell(anna, post=1)
    anna.is_active = False
    assert bell_count(anna) == 0
