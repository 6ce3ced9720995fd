import pytest

from kit.access import user_key
from notifications.actions import mark_read, rekey_group, withdraw_events
from notifications.bell import bell_count
from notifications.models import Delivery, Notification
from tests.factories import make_applicant, make_member

from .world import MENTION, REPLY, tell

pytestmark = pytest.mark.django_db


def test_the_last_event_withdrawn_takes_row_bell_and_mail_with_it():
    anna = make_member()
    tell(anna, post=1)
    assert bell_count(anna) == 1
    assert withdraw_events(event_ids=["post:1"]) == 1
    assert bell_count(anna) == 0
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_what_is_left_is_counted_anew():
    anna = make_member()
    tell(anna, post=1, actor_id=11)
    tell(anna, post=2, kind=MENTION, actor_id=12)
    tell(anna, post=3, actor_id=13)
    withdraw_events(event_ids=["post:2"])
    row = Notification.objects.get()
    assert (row.kind, row.count, row.first_reference_id, row.latest_reference_id) == (REPLY, 2, 1, 3)
    assert row.actor_ids == [13, 11]
    withdraw_events(event_ids=["post:3"])
    row.refresh_from_db()
    assert (row.count, row.latest_reference_id, row.actor_ids) == (1, 1, [11])
    assert row.updated_at == row.created_at
    assert Delivery.objects.open().count() == 1


def test_an_actor_with_other_events_stays_named():
    anna = make_member()
    for post, actor in enumerate([7, 8, 7]):
        tell(anna, post=post, actor_id=actor)
    withdraw_events(event_ids=["post:2"])
    assert Notification.objects.get().actor_ids == [8, 7]


def test_rows_already_read_change_too():
    anna = make_member()
    tell(anna, post=1)
    tell(anna, post=2)
    mark_read(user=anna, everything=True)
    withdraw_events(event_ids=["post:1"])
    assert Notification.objects.get().count == 1
    withdraw_events(event_ids=["post:2"])
    assert not Notification.objects.exists()


def test_other_threads_and_people_keep_theirs():
    anna, ben = make_member(), make_member()
    tell(anna, ben, post=1, thread=1)
    tell(ben, post=2, thread=2)
    assert withdraw_events(event_ids=["post:1", "post:99"]) == 2
    assert bell_count(anna) == 0
    assert Notification.objects.get().group_key == "thread:2"


def test_a_withdrawn_event_may_be_told_again():
    anna = make_member()
    tell(anna, post=1)
    withdraw_events(event_ids=["post:1"])
    assert tell(anna, post=1) == 1


def test_a_moved_thread_leaves_the_list_of_who_may_not_follow():
    anna, applicant = make_member(), make_applicant()
    tell(anna, post=1)
    tell(anna, post=2, thread=2)
    rekey_group(group_key="thread:1", room="area:7")
    assert bell_count(anna) == 1
    assert [row.group_key for row in Notification.objects.visible_to(anna)] == ["thread:2"]
    rekey_group(group_key="thread:1", room=user_key(anna.pk))
    assert bell_count(anna) == 2
    assert not Notification.objects.visible_to(applicant).exists()


def test_a_move_within_the_same_room_changes_nothing():
    anna = make_member()
    tell(anna, post=1)
    assert rekey_group(group_key="thread:1", room="members") == 0
