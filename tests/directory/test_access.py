"""Keys of people and people of keys must agree, on every day."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from kit.access import PUBLIC, keys_of, user_key, users_with
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_speaker,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db


def people_of_all_kinds():
    """One person of each role and state, at both edges of each right, by what they are."""
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    here, there = make_municipality(key="05111000"), make_municipality(key="LVR", kind="landschaftsverband")
    people = {
        "applicant": make_applicant(),
        "member": make_member(here),
        "contact": make_contact(here),
        "contact elsewhere": make_contact(there),
        "speaker": make_speaker(there),
        "speaker without a mandate": make_user(),
        "editor": make_editor(),
        "admin": make_admin(),
        "superuser": make_user(is_superuser=True),
        "deactivated": make_contact(here, is_active=False),
        "deactivated speaker": make_speaker(here, is_active=False),
        "mandate from today": make_user(),
        "mandate from tomorrow": make_user(),
        "mandate until today": make_user(),
        "mandate until tomorrow": make_user(),
        "mandate of one day that never was": make_user(),
        "term from tomorrow": make_user(),
        "term until today": make_user(),
        "term until tomorrow": make_user(),
        "changed municipality today": make_user(),
    }
    make_term(people["speaker without a mandate"])
    make_mandate(people["mandate from today"], here, begins_on=today)
    make_mandate(people["mandate from tomorrow"], here, begins_on=tomorrow)
    make_mandate(people["mandate until today"], here, begins_on=yesterday, ends_on=today)
    make_mandate(people["mandate until tomorrow"], here, begins_on=yesterday, ends_on=tomorrow, is_contact=True)
    make_mandate(people["mandate of one day that never was"], here, begins_on=today, ends_on=today)
    make_term(people["term from tomorrow"], begins_on=tomorrow)
    make_term(people["term until today"], begins_on=yesterday, ends_on=today)
    make_term(people["term until tomorrow"], begins_on=yesterday, ends_on=tomorrow)
    make_mandate(people["changed municipality today"], here, begins_on=yesterday, ends_on=today, is_contact=True)
    make_mandate(people["changed municipality today"], there, begins_on=today)
    return people


EXPECTED = {
    "applicant": set(),
    "member": {"members", "municipality:05111000"},
    "contact": {"members", "municipality:05111000", "contact:05111000"},
    "contact elsewhere": {"members", "municipality:LVR", "contact:LVR"},
    "speaker": {"members", "municipality:LVR", "speaker"},
    "speaker without a mandate": {"members", "speaker"},
    "editor": {"members", "office"},
    "admin": {"members", "admin"},
    "superuser": {"members", "admin"},
    "deactivated": set(),
    "deactivated speaker": set(),
    "mandate from today": {"members", "municipality:05111000"},
    "mandate from tomorrow": set(),
    "mandate until today": set(),
    "mandate until tomorrow": {"members", "municipality:05111000", "contact:05111000"},
    "mandate of one day that never was": set(),
    "term from tomorrow": set(),
    "term until today": set(),
    "term until tomorrow": {"members", "speaker"},
    "changed municipality today": {"members", "municipality:LVR"},
}


def test_keys_follow_mandates_terms_and_groups_from_day_to_day():
    for name, person in people_of_all_kinds().items():
        own = {PUBLIC} if name.startswith("deactivated") else {PUBLIC, user_key(person.pk)}
        assert keys_of(person) == EXPECTED[name] | own, name


def test_both_directions_agree_for_every_person_and_key():
    people = people_of_all_kinds()
    area = make_area(members=[people["member"], people["applicant"], people["mandate until today"]])
    keys = set().union(*EXPECTED.values()) | {PUBLIC, "municipality:none", "contact:none", "unknown", area.room}
    keys |= {user_key(person.pk) for person in people.values()}
    for key in keys:
        holders = list(users_with(key))
        assert len(holders) == len(set(holders)), key
        for name, person in people.items():
            if person.is_active:
                assert (person in holders) == (key in keys_of(person)), (name, key)
            else:
                assert person not in holders


def test_keys_of_one_person_cost_one_statement(django_assert_num_queries):
    person = get_user_model().objects.get(pk=make_contact().pk)
    with django_assert_num_queries(1):
        assert "members" in keys_of(person)
        keys_of(person)


def test_anonymous_people_hold_the_public_key_alone():
    assert keys_of(AnonymousUser()) == {PUBLIC}
