"""Accepting an invitation (row A09) and the ways to misuse one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.accounts.models import Invitation, User
from directory.models import Mandate
from kit.access import MEMBERS, keys_of
from tests.factories import PASSWORD, make_applicant, make_member, make_municipality

from .conftest import NEW_PASSWORD, acceptance, signed_in

pytestmark = pytest.mark.django_db


def test_makes_account_and_mandate_as_invited(client, town, invite):
    invitation, link = invite(is_contact="on")
    page = client.get(link).content.decode()
    for text in ("Petra Voßkuhl", "Stadt Rheine", "Fachstelle Ehrenamt", "neu@rathaus.example"):
        assert text in page
    assert not User.objects.filter(email="neu@rathaus.example").exists(), "opening it changes nothing"
    assert client.get(link)["Cache-Control"] == "private, no-store"
    response = client.post(link, acceptance())
    assert (response.status_code, response["Location"]) == (302, "/willkommen/"), "a first sign-in"
    person = User.objects.get(email="neu@rathaus.example")
    assert (person.first_name, person.last_name, person.language) == ("Oğuz", "Öztürk", "de")
    assert person.check_password(NEW_PASSWORD)
    mandate = Mandate.objects.get(person=person)
    assert (mandate.municipality, mandate.function, mandate.is_contact) == (town, "Fachstelle Ehrenamt", True)
    assert (mandate.begins_on, mandate.ends_on) == (timezone.localdate(), None)
    assert {MEMBERS, f"contact:{town.key}"} <= keys_of(person)
    assert client.session["_auth_user_id"] == str(person.pk)
    invitation.refresh_from_db()
    assert invitation.accepted_by == person
    assert client.get("/konto/sitzungen/").context["sessions"][0]["is_current"]


def test_works_once(client, invite):
    _, link = invite()
    client.post(link, acceptance())
    other = Client()
    assert other.get(link).status_code == 410
    assert "ist angenommen" in other.get(link).content.decode()
    assert other.post(link, acceptance(first_name="Eve")).status_code == 410
    assert User.objects.filter(email="neu@rathaus.example").count() == 1
    assert "_auth_user_id" not in other.session


def test_nothing_but_name_and_password_comes_from_the_form(client, town, invite):
    elsewhere = make_municipality("Goch")
    _, link = invite()
    extra = {
        "email": "anders@x.example",
        "municipality": elsewhere.key,
        "is_contact": "on",
        "function": "Bürgermeister",
        "is_superuser": "on",
        "is_staff": "on",
        "groups": "1",
    }
    client.post(link, acceptance(**extra))
    person = User.objects.get(email="neu@rathaus.example")
    mandate = Mandate.objects.get(person=person)
    assert (mandate.municipality, mandate.is_contact, mandate.function) == (town, False, "Fachstelle Ehrenamt")
    assert not (person.is_superuser or person.is_staff or person.groups.exists())
    assert not User.objects.filter(email="anders@x.example").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": ""},
        {"last_name": "x\x07"},
        {"password1": "kurz", "password2": "kurz"},
        {"password1": "neu@rathaus.example", "password2": "neu@rathaus.example"},
        {"first_name": "Hieronymus", "password1": "hieronymus-7", "password2": "hieronymus-7"},
        {"password2": "Anderes-Wort-Hier-9"},
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays(client, invite, changes):
    _, link = invite()
    response = client.post(link, acceptance(**changes))
    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Angaben" in response.content.decode()
    assert not User.objects.filter(email="neu@rathaus.example").exists()
    assert client.post(link, acceptance()).status_code == 302


@pytest.mark.parametrize("token", ["0" * 32, "x", "a" * 5000, "%00", "..%2F..%2Fetc"])
def test_guessed_links(client, invite, token):
    invite()
    path = f"/einladungen/annehmen/{token}/"
    assert client.get(path).status_code == 404
    assert client.post(path, acceptance()).status_code == 404


def test_one_computer_guesses_a_hundred_times_a_minute(client):
    answers = [client.post(f"/einladungen/annehmen/{number:032x}/").status_code for number in range(101)]
    assert answers == [404] * 100 + [429]


def test_expired(client, invite):
    _, link = invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(link)
    assert page.status_code == 410
    assert "abgelaufen" in page.content.decode()
    assert client.post(link, acceptance()).status_code == 410
    assert not User.objects.filter(email="neu@rathaus.example").exists()


@pytest.mark.parametrize("how", ["deactivated", "no longer contact", "gone"])
def test_an_invitation_falls_with_the_inviters_right(client, contact, invite, how):
    _, link = invite()
    if how == "deactivated":
        User.objects.filter(pk=contact.pk).update(is_active=False)
    elif how == "no longer contact":
        Mandate.objects.filter(person=contact).update(is_contact=False)
    else:
        Invitation.objects.update(invited_by=None)
    response = client.post(link, acceptance())
    assert response.status_code == 200
    assert "darf das für Stadt Rheine nicht mehr" in response.content.decode()
    assert not User.objects.filter(email="neu@rathaus.example").exists()


def test_somebody_signed_in_with_another_address_cannot_use_it(invite):
    _, link = invite()
    other = make_applicant()
    client = signed_in(other)
    assert "gilt für eine andere Adresse" in client.get(link).content.decode()
    assert "an eine andere Adresse gesendet" in client.post(link, acceptance()).content.decode()
    assert MEMBERS not in keys_of(User.objects.get(pk=other.pk))
    assert not User.objects.filter(email="neu@rathaus.example").exists()


def test_who_has_an_account_signs_in_and_joins(town, invite):
    applicant = make_applicant(email="neu@rathaus.example")
    _, link = invite()
    client = Client()
    page = client.get(link).content.decode()
    assert f"/konto/anmelden/?next={link}" in page
    refused = client.post(link, acceptance())
    assert "schon ein Konto" in refused.content.decode()
    applicant.refresh_from_db()
    assert applicant.check_password(PASSWORD), "the link alone does not set a password"
    client.post("/konto/anmelden/", {"login": applicant.email, "password": PASSWORD, "next": link})
    assert client.post(link)["Location"] == "/uebersicht/"
    assert Mandate.objects.get(person=applicant).municipality == town


def test_one_mandate_at_a_time(invite):
    member = make_member(email="neu@rathaus.example")
    _, link = invite()
    response = signed_in(member).post(link)
    assert response.status_code == 200
    assert Mandate.objects.filter(person=member).count() == 1
    assert Invitation.objects.get().is_pending


def test_a_deactivated_account_stays_closed(client, invite):
    closed = make_applicant(email="neu@rathaus.example", is_active=False)
    _, link = invite()
    assert "deaktiviertes Konto" in client.get(link).content.decode()
    client.post(link, acceptance())
    closed.refresh_from_db()
    assert not closed.is_active
    assert closed.check_password(PASSWORD)


def test_mail_scanners_open_links_without_harm(client, invite):
    invitation, link = invite()
    for _ in range(5):
        assert Client().get(link).status_code == 200
    invitation.refresh_from_db()
    assert invitation.is_open
