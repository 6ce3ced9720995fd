"""Many at once, each on a database connection of their own."""

from functools import partial

from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from cms.accounts import actions
from cms.accounts.models import Invitation, User
from directory.models import Mandate
from tests.factories import PASSWORD, make_contact, make_editor, make_member, make_municipality
from tests.forum.parallel import at_once

from .conftest import acceptance

LOGIN = "/konto/anmelden/"


def try_login(email, password):
    return Client().post(LOGIN, {"login": email, "password": password}).status_code


def test_parallel_guesses_are_counted_one_by_one(own_database):
    member = make_member()
    answers = at_once([partial(try_login, member.email, "Falsches-Wort-99")] * 16)
    assert answers.count(200) == 5
    assert answers.count(429) == 11
    assert try_login(member.email, PASSWORD) == 429


def test_a_town_hall_logs_in_at_once(own_database):
    members = [make_member() for _ in range(24)]
    assert at_once([partial(try_login, each.email, PASSWORD) for each in members]) == [302] * 24


def test_the_cache_adds_for_one_of_many(own_database):
    caches["default"].set("lock", "expired", -1)
    assert at_once([lambda: caches["default"].add("lock", 1, 60)] * 12).count(True) == 1


def test_an_invitation_redeemed_by_many_at_once_makes_one_account(own_database):
    town = make_municipality("Rheine")
    invitation = Invitation(
        email="neu@rathaus.example", municipality=town, function="Amt", invited_by=make_contact(town)
    )
    invitation.renew()
    invitation.save()
    link = invitation.get_absolute_url()
    answers = at_once([lambda: Client().post(link, acceptance()).status_code] * 6)
    assert answers.count(302) == 1
    assert User.objects.filter(email="neu@rathaus.example").count() == 1
    assert Mandate.objects.filter(person__email="neu@rathaus.example").count() == 1


def test_two_contact_people_who_leave_at_once_leave_one_behind(own_database):
    town, editor = make_municipality("Rheine"), make_editor()
    contacts = [make_contact(town), make_contact(town)]

    def deactivate(person):
        try:
            actions.deactivate_person(actor=User.objects.get(pk=editor.pk), person=person)
        except Exception as error:
            return type(error).__name__
        return "done"

    assert sorted(at_once([partial(deactivate, person) for person in contacts])) == ["ValidationError", "done"]
    mandates = Mandate.objects.current(timezone.localdate()).filter(municipality=town, person__is_active=True)
    assert mandates.count() == 1
