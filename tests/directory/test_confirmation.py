"""Once a year: is your profile still right?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.actions import ProfileChanges, edit_own_profile
from directory.confirmation import CONFIRM, ask_to_confirm
from directory.models import Profile
from notifications.actions.requests import tell_requests
from notifications.models import Notification, Request
from tests.factories import make_applicant, make_member, make_profile

pytestmark = pytest.mark.django_db

PREVIEW, CONFIRM_PAGE = "/verzeichnis/mein-profil/vorschau/", "/verzeichnis/mein-profil/bestaetigen/"


def member_of(days):
    person = make_member()
    Profile.objects.filter(person=person).update(created_at=timezone.now() - timedelta(days=days))
    return person


def asked(person):
    return Request.objects.filter(user=person, kind=CONFIRM).open().exists()


def test_members_are_asked_a_year_after_the_last_word_and_once_a_year():
    old, new, applicant = member_of(366), member_of(364), make_applicant()
    Profile.objects.filter(pk=make_profile(applicant).pk).update(created_at=timezone.now() - timedelta(days=999))
    former = member_of(366)
    former.mandates.update(ends_on=timezone.localdate())
    assert ask_to_confirm() == 1
    assert asked(old)
    assert not asked(new)
    later = timezone.now() + timedelta(days=200)
    assert ask_to_confirm(later) == 1, "the newer profile; who was asked is not asked again, also not in the new year"


def test_one_click_answers(client):
    person = member_of(400)
    ask_to_confirm()
    tell_requests()
    client.force_login(person)
    page = client.get("/mitteilungen/").content.decode()
    assert "Stimmt Ihr Profil im Verzeichnis noch?" in page
    assert "Ja, alles stimmt" in client.get(PREVIEW).content.decode()
    assert "Ihr Profil gilt jetzt für ein Jahr als bestätigt" in client.post(CONFIRM_PAGE, follow=True).content.decode()
    assert not asked(person)
    assert not Notification.objects.filter(user=person).exists()
    assert "Ja, alles stimmt" not in client.get(PREVIEW).content.decode()
    assert ask_to_confirm() == 0


def test_editing_answers_too():
    person = member_of(400)
    ask_to_confirm()
    edit_own_profile(actor=person, changes=ProfileChanges(fields={"phone": "05971 939-0"}))
    assert not asked(person)
    assert tell_requests() == 0


def test_nothing_is_asked_of_who_has_no_membership_any_more():
    person = member_of(400)
    ask_to_confirm()
    person.mandates.update(ends_on=timezone.localdate())
    assert tell_requests() == 0
    assert not asked(person)
