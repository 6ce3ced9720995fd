import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Sum

from notifications.actions import mark_read, record_events, rekey_group, set_instant_mail, withdraw_events
from notifications.bell import bell_count
from notifications.models import Delivery, Notification, NotificationEvent
from tests.factories import make_member

from .world import ACCEPTED, MENTION, NEWS, REPLY, tell

pytestmark = pytest.mark.django_db


def make_many(number):
    people = [
        get_user_model()(email=f"viele{n}@rathaus.example", first_name="Viele", last_name=str(n)) for n in range(number)
    ]
    return [person.pk for person in get_user_model().objects.bulk_create(people)]


def test_an_event_is_told_once_however_often_it_is_recorded():
    anna, ben = make_member(), make_member()
    assert tell(anna, ben, post=1) == 2
    before = list(Notification.objects.order_by("pk").values())
    assert tell(anna, ben, post=1) == 0
    assert tell(ben, anna, post=1, kind=MENTION) == 0
    assert list(Notification.objects.order_by("pk").values()) == before
    assert NotificationEvent.objects.count() == 2
    assert Delivery.objects.count() == 2


def test_only_the_people_who_missed_it_are_told_in_a_second_run():
    anna, ben = make_member(), make_member()
    tell(anna, post=1)
    assert tell(anna, ben, post=1) == 1
    assert Notification.objects.get(user=ben).count == 1
    assert Notification.objects.get(user=anna).count == 1


def test_events_of_a_thread_share_a_row():
    anna = make_member()
    for post in range(1, 11):
        tell(anna, post=post, actor_id=100 + post % 7)
    row = Notification.objects.get()
    assert (row.count, row.first_reference_id, row.latest_reference_id) == (10, 1, 10)
    assert row.actor_ids == [103, 102, 101, 100, 106]
    assert row.events.count() == 10


def test_an_actor_is_named_once_the_latest_first():
    anna = make_member()
    for post, actor in enumerate([7, 8, 7, None, 9, 8]):
        tell(anna, post=post, actor_id=actor)
    assert Notification.objects.get().actor_ids == [8, 9, 7]


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        ([REPLY, MENTION], MENTION),
        ([MENTION, REPLY], MENTION),
        ([REPLY, ACCEPTED, REPLY], ACCEPTED),
        ([ACCEPTED, MENTION, ACCEPTED], MENTION),
        ([REPLY, REPLY], REPLY),
    ],
)
def test_the_heaviest_event_names_the_row(kinds, name):
    anna = make_member()
    for post, kind in enumerate(kinds):
        tell(anna, post=post, kind=kind)
    assert Notification.objects.get().kind == name


def test_after_reading_a_new_row_begins():
    anna = make_member()
    tell(anna, post=1)
    mark_read(user=anna, group_key="thread:1")
    tell(anna, post=2)
    assert sorted(Notification.objects.values_list("count", "first_reference_id")) == [(1, 1), (1, 2)]


def test_threads_have_rows_of_their_own():
    anna = make_member()
    tell(anna, post=1, thread=1)
    tell(anna, post=2, thread=2)
    assert bell_count(anna) == 2


def test_nobody_to_tell_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tell(post=1) == 0


def test_an_unknown_kind_is_an_error_of_the_caller():
    with pytest.raises(LookupError):
        tell(1, post=1, kind="never_registered")


@pytest.mark.parametrize("number", [1, 3, 2000])
def test_statements_do_not_grow_with_the_people(number, django_assert_num_queries):
    people = make_many(number)
    with django_assert_num_queries(4):  # lock, rows and events, who wants a mail, mails
        assert tell(*people, post=1) == number
    with django_assert_num_queries(4):
        assert tell(*people, post=2, kind=MENTION) == number
    with django_assert_num_queries(3):  # no mails
        assert tell(*people, post=3, kind=NEWS) == number
    with django_assert_num_queries(2):  # lock, nobody
        assert tell(*people, post=2) == 0
    assert Notification.objects.aggregate(total=Sum("count"))["total"] == 3 * number


@pytest.mark.parametrize("number", [1, 3, 2000])
def test_withdrawing_and_moving_do_not_grow_with_the_people(number, django_assert_num_queries):
    people = make_many(number)
    tell(*people, post=1)
    tell(*people, post=2)
    with django_assert_num_queries(3):  # lock, rows, room
        assert rekey_group(group_key="thread:1", room="area:7") == number
    with django_assert_num_queries(6):  # groups, lock, rows, events, recount, empty rows
        assert withdraw_events(event_ids=["post:1"]) == number
    with django_assert_num_queries(6):
        assert withdraw_events(event_ids=["post:2"]) == number
    with django_assert_num_queries(1):
        assert withdraw_events(event_ids=["post:2"]) == 0
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_people_are_written_in_the_order_of_their_ids():
    people = make_many(5)
    tell(*reversed(people), post=1)
    assert list(NotificationEvent.objects.order_by("pk").values_list("user_id", flat=True)) == people
    assert list(Notification.objects.order_by("pk").values_list("user_id", flat=True)) == people


def test_a_quiet_event_is_listed_without_bell_and_mail():
    anna = make_member()
    assert tell(anna, post=1, kind=MENTION, is_quiet=True) == 1
    assert Notification.objects.visible_to(anna).count() == 1
    assert bell_count(anna) == 0
    assert not Delivery.objects.exists()
    tell(anna, post=2)
    assert bell_count(anna) == 1
    assert tell(anna, post=1) == 0


def test_everything_is_undone_with_the_callers_transaction():
    from django.db import transaction

    anna = make_member()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(anna, post=1)
        _ = 1 / 0
    assert not NotificationEvent.objects.exists()
    assert not Notification.objects.exists()


def test_one_mail_per_row_is_planned_ten_minutes_ahead():
    anna = make_member()
    tell(anna, post=1)
    tell(anna, post=2)
    mail = Delivery.objects.get()
    row = Notification.objects.get()
    assert mail.notification == row
    assert (mail.due_at - row.created_at).total_seconds() == 600


def test_no_second_mail_while_the_row_is_unread():
    anna = make_member()
    tell(anna, post=1)
    Delivery.objects.update(sent_at="2026-11-23T10:00Z")
    tell(anna, post=2)
    assert Delivery.objects.count() == 1
    mark_read(user=anna, everything=True)
    tell(anna, post=3)
    assert Delivery.objects.open().count() == 1


def test_who_wants_no_mail_gets_none_planned():
    anna, ben = make_member(), make_member()
    set_instant_mail(user=anna, is_wanted=False)
    tell(anna, ben, post=1)
    assert list(Delivery.objects.values_list("user", flat=True)) == [ben.pk]
    set_instant_mail(user=ben, is_wanted=False)
    assert not Delivery.objects.open().exists()
    set_instant_mail(user=ben, is_wanted=True)
    tell(ben, post=2)
    assert Delivery.objects.open().count() == 1


def test_the_planner_finds_the_bell_by_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Notification.objects.visible_to(make_member())
        assert "notification_bell" in rows.unread()[:100].explain() or "one_unread_row" in rows.unread()[:100].explain()
        assert "notification_list" in rows.order_by("-updated_at", "-pk")[:21].explain()


def test_record_events_takes_keywords_only():
    with pytest.raises(TypeError):
        record_events(REPLY, "post:1")
