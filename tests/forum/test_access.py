"""The two directions of the door: the keys of a person, and the people of a key."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Mandate
from forum.access import area_key
from forum.actions.areas import add_people, create_area, remove_people
from forum.models import Area
from kit.access import MEMBERS, keys_of, read_keys_of, users_with
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_speaker,
)

pytestmark = pytest.mark.django_db


def everybody():
    """All accounts as a new request sees them."""
    return list(get_user_model().objects.all())


def test_both_directions_agree_for_all_rooms_of_the_forum():
    applicant, former, deactivated = make_applicant(), make_member(), make_member(is_active=False)
    future = make_applicant()
    Mandate.objects.filter(person=former).update(ends_on=timezone.localdate())
    speaker, member = make_speaker(), make_member()
    everyone = [applicant, former, deactivated, future, speaker, member, make_editor(), make_admin(), make_contact()]
    make_area()
    make_area(members=everyone)
    make_area(members=[applicant, former, deactivated])
    make_area(members=[speaker])
    make_area(members=[member], is_archived=True)
    create_area(actor=speaker, name="Runde", slug="runde", description="", topic=None, is_closed=True)

    rooms = set(Area.objects.values_list("room", flat=True))
    assert len(rooms) == 6
    for room in rooms:
        by_keys = {person.pk for person in everybody() if room in keys_of(person)}
        assert by_keys == set(users_with(room).values_list("pk", flat=True)), room

    many = everybody()
    with CaptureQueriesContext(connection) as statements:
        read_keys_of(many)
    assert len(statements) == 1, "however many people"
    assert [keys_of(person) for person in many] == [keys_of(person) for person in everybody()]


def test_rights_begin_and_end_on_their_day():
    person, today = make_member(), timezone.localdate()
    area = make_area(members=[person])
    mandate = Mandate.objects.get(person=person)
    for begins_on, ends_on, is_in in (
        (today, None, True),
        (today, today + timedelta(days=1), True),
        (today - timedelta(days=9), today, False),
        (today + timedelta(days=1), None, False),
    ):
        Mandate.objects.filter(pk=mandate.pk).update(begins_on=begins_on, ends_on=ends_on)
        [fresh] = get_user_model().objects.filter(pk=person.pk)
        assert (area.room in keys_of(fresh)) == is_in
        assert users_with(area.room).filter(pk=person.pk).exists() == is_in


def test_only_members_on_the_list_and_the_administration_hold_the_key_of_a_closed_area():
    listed, applicant, outsider, speaker = make_member(), make_applicant(), make_member(), make_speaker()
    admin, office = make_admin(), make_editor()
    area = make_area(members=[listed, applicant])
    holders = {person.pk for person in everybody() if area.room in keys_of(person)}
    assert holders == {listed.pk, admin.pk}
    assert {outsider.pk, speaker.pk, office.pk}.isdisjoint(users_with(area.room).values_list("pk", flat=True))


def test_a_list_takes_effect_with_the_next_request():
    speaker, person = make_speaker(), make_member()
    area = make_area(members=[speaker])
    add_people(actor=speaker, area=area, user_ids=[person.pk])
    assert area.room in keys_of(get_user_model().objects.get(pk=person.pk))
    remove_people(actor=speaker, area=area, user_ids=[person.pk])
    assert area.room not in keys_of(get_user_model().objects.get(pk=person.pk))


def test_the_keys_of_many_closed_areas_cost_one_statement(django_assert_num_queries):
    person = make_member()
    for _ in range(20):
        make_area(members=[person])
    [fresh] = get_user_model().objects.filter(pk=person.pk)
    with django_assert_num_queries(1):
        assert sum(key.startswith("area:") for key in keys_of(fresh)) == 20
        assert MEMBERS in keys_of(fresh)


@pytest.mark.parametrize("key", ["area:", "area:x", "area:-1", "area:999999999", "area", "area:1;2", ""])
def test_malformed_or_unknown_keys_open_nothing(key):
    make_area(members=[make_member()])
    assert not users_with(key).exists()


def test_nobody_in_particular_holds_no_room():
    make_area()
    closed = make_area(members=[make_member()])
    assert keys_of(AnonymousUser()).isdisjoint({MEMBERS, closed.room})
    assert area_key(closed.pk) == closed.room
