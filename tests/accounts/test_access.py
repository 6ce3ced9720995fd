"""Which keys groups give, read both ways; and what an account without membership sees."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from directory.models import Mandate
from kit.access import ADMIN, MEMBERS, OFFICE, PUBLIC, SPEAKER, keys_of, user_key, users_with
from tests.factories import (
    make_admin,
    make_applicant,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_speaker,
    make_term,
    make_user,
)

from .conftest import signed_in

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def make_people():
    """Somebody of every role in every state, with the keys they hold besides ``public`` and their own."""
    town = make_municipality("Rheine")
    here = {MEMBERS, f"municipality:{town.key}"}
    ended = make_contact(town)
    Mandate.objects.filter(person=ended).update(ends_on=timezone.localdate())
    not_yet = make_contact(town)
    Mandate.objects.filter(person=not_yet).update(begins_on=timezone.localdate() + TOMORROW)
    last_day = make_member(town)
    Mandate.objects.filter(person=last_day).update(ends_on=timezone.localdate() + TOMORROW)
    former_speaker = make_applicant()
    make_term(former_speaker, ends_on=timezone.localdate())
    speaker_alone = make_applicant()
    make_term(speaker_alone)
    all_at_once = make_contact(town, groups=["Redaktion", "Administration"], is_superuser=True)
    make_term(all_at_once)
    return {
        "applicant": (make_applicant(), set()),
        "member": (make_member(town), here),
        "contact person": (make_contact(town), here | {f"contact:{town.key}"}),
        "speaker": (make_speaker(town), here | {SPEAKER}),
        "speaker without mandate": (speaker_alone, {MEMBERS, SPEAKER}),
        "office": (make_editor(), {MEMBERS, OFFICE}),
        "office with mandate": (make_member(town, groups=["Redaktion"]), here | {OFFICE}),
        "administration": (make_admin(), {MEMBERS, ADMIN}),
        "superuser": (make_applicant(is_superuser=True), {MEMBERS, ADMIN}),
        "everything": (all_at_once, here | {f"contact:{town.key}", SPEAKER, OFFICE, ADMIN}),
        "another group": (make_user(groups=["Presse"]), set()),
        "only called staff": (make_user(is_staff=True), set()),
        "mandate ended today": (ended, set()),
        "mandate begins tomorrow": (not_yet, set()),
        "last day of a mandate": (last_day, here),
        "former speaker": (former_speaker, set()),
        "deactivated member": (make_member(town, is_active=False), None),
        "deactivated office": (make_editor(is_active=False), None),
        "deactivated superuser": (make_user(is_superuser=True, is_active=False), None),
    }


def test_keys_and_their_holders_agree():
    people = make_people()
    every_key = {PUBLIC, MEMBERS, SPEAKER, OFFICE, ADMIN, "contact:x", "municipality:"}
    for name, (person, expected) in people.items():
        person = get_user_model().objects.get(pk=person.pk)
        held = keys_of(person)
        assert held == ({PUBLIC} if expected is None else {PUBLIC, user_key(person.pk)} | expected), name
        every_key |= held | {user_key(person.pk)}
    for key in every_key:
        found = list(users_with(key).values_list("pk", flat=True))
        assert len(found) == len(set(found)), f"{key}: somebody twice"
        for name, (person, expected) in people.items():
            person = get_user_model().objects.get(pk=person.pk)
            holds = key in keys_of(person) and expected is not None
            assert (person.pk in found) == holds, f"{key}: {name}"


def test_anonymous_people_hold_public_alone():
    assert keys_of(AnonymousUser()) == keys_of(None) == {PUBLIC}


def test_keys_cost_one_statement(django_assert_num_queries):
    person = get_user_model().objects.get(pk=make_speaker(groups=["Redaktion"]).pk)
    with django_assert_num_queries(1):
        keys_of(person)
        keys_of(person)


MEMBER_PATHS = [
    "/forum/",
    "/forum/beitrag/1/",
    "/forum/gibt-es-nicht/",
    "/verzeichnis/",
    "/verzeichnis/personen/irgendwer/",
    "/mitteilungen/",
    "/moderation/",
    "/einladungen/",
    "/einladungen/1/erneut/",
    "/redaktion/",
    "/redaktion/pages/",
]


class TestApplicant:
    def test_sees_that_admission_is_in_progress(self):
        person = make_applicant(first_name="Änne", last_name="Öztürk")
        response = signed_in(person).get("/uebersicht/")
        assert response.status_code == 200
        page = response.content.decode()
        assert "Aufnahme läuft" in page
        assert "Änne Öztürk" in page
        assert 'action="/konto/abmelden/"' in page

    @pytest.mark.parametrize("path", MEMBER_PATHS)
    def test_everything_else_does_not_exist(self, path):
        client = signed_in(make_applicant())
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404

    def test_fragments_neither(self):
        client = signed_in(make_applicant())
        for headers in ({"hx-request": "true"}, {"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}):
            assert client.get("/forum/", headers=headers).status_code == 404

    def test_the_own_account_works(self):
        client = signed_in(make_applicant())
        assert client.get("/konto/").status_code == 200
        assert client.get("/konto/sitzungen/").status_code == 200

    def test_costs_few_statements(self, django_assert_num_queries):
        client = signed_in(make_applicant())
        client.get("/uebersicht/")
        with django_assert_num_queries(2):  # session, user with keys
            client.get("/uebersicht/")


class TestAnonymous:
    @pytest.mark.parametrize("path", [*MEMBER_PATHS, "/uebersicht/"])
    def test_the_same_answer_for_existing_and_missing(self, client, path):
        for response in (client.get(path), client.post(path)):
            assert (response.status_code, response["Location"]) == (302, f"/konto/anmelden/?next={path}")

    def test_json_gets_401(self, client):
        assert client.get("/stand/").status_code == 401
        response = client.get("/forum/", headers={"accept": "application/json"})
        assert (response.status_code, response.json()) == (401, {"fehler": "anmeldung_noetig"})

    def test_a_deactivated_member_is_anonymous(self):
        member = make_member()
        client = signed_in(member)
        get_user_model().objects.filter(pk=member.pk).update(is_active=False)
        for path in MEMBER_PATHS:
            assert client.get(path)["Location"] == f"/konto/anmelden/?next={path}"
