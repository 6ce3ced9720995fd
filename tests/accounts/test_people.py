"""Deactivating people, opening accounts again, ending functions (rows D08 and D12)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.accounts.models import AddressChange, User
from directory.models import Mandate
from kit.access import MEMBERS, keys_of, users_with
from tests.factories import (
    PASSWORD,
    make_admin,
    make_applicant,
    make_contact,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_speaker,
    make_thread,
)

from .conftest import LIST, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(town, contact):
    return make_member(town, first_name="Lena", last_name="Albrecht")


def deactivation_of(person):
    return f"/einladungen/personen/{person.pk}/deaktivieren/"


def reactivation_of(person):
    return f"/einladungen/personen/{person.pk}/freischalten/"


def end_of(mandate):
    return f"/einladungen/funktionen/{mandate.pk}/beenden/"


def is_active(person):
    return User.objects.get(pk=person.pk).is_active


class TestWhoMay:
    @pytest.mark.parametrize(
        ("make", "status"),
        [(make_applicant, 404), (make_member, 403), (make_speaker, 403), (make_contact, 404)],
        ids=["applicant", "member", "speaker", "contact person elsewhere"],
    )
    def test_others_may_not(self, make, status, colleague):
        mandate = Mandate.objects.get(person=colleague)
        client = signed_in(make())
        for path in (deactivation_of(colleague), end_of(mandate)):
            for response in (client.get(path), client.post(path, {"ends_on": timezone.localdate()})):
                assert response.status_code == status
                if status == 403:
                    assert "nur Ansprechpersonen und die Geschäftsstelle" in response.content.decode()
        assert client.post(reactivation_of(colleague)).status_code == status
        assert is_active(colleague)
        mandate.refresh_from_db()
        assert mandate.ends_on is None

    def test_anonymous_people_are_asked_to_sign_in(self, client, colleague):
        for path in (deactivation_of(colleague), reactivation_of(colleague), end_of(Mandate.objects.first())):
            assert client.post(path)["Location"] == f"/konto/anmelden/?next={path}"
        assert is_active(colleague)

    def test_missing_and_foreign_people_look_the_same(self, contact):
        client = signed_in(contact)
        foreign = client.get(deactivation_of(make_member()))
        missing = client.get("/einladungen/personen/999999/deaktivieren/")
        assert (foreign.status_code, missing.status_code) == (404, 404)

    @pytest.mark.parametrize("who", ["contact", "office", "administration"])
    def test_these_may(self, who, contact, colleague):
        actor = {"contact": lambda: contact, "office": make_editor, "administration": make_admin}[who]()
        client = signed_in(actor)
        page = client.get(deactivation_of(colleague))
        assert "Konto von Lena Albrecht deaktivieren?" in page.content.decode()
        assert is_active(colleague), "asking changes nothing"
        assert client.post(deactivation_of(colleague)).status_code == 302
        assert not is_active(colleague)

    @pytest.mark.parametrize("make", [make_contact, make_editor, make_admin])
    def test_nobody_deactivates_themselves(self, make):
        actor = make()
        response = signed_in(actor).post(deactivation_of(actor))
        assert response.status_code == 403
        assert "Ihr eigenes Konto" in response.content.decode()
        assert is_active(actor)

    @pytest.mark.parametrize(
        ("actor", "target", "status"),
        [
            ("contact", "office", 403),
            ("contact", "administration", 403),
            ("contact", "superuser", 403),
            ("office", "administration", 403),
            ("office", "superuser", 403),
            ("office", "office", 302),
            ("administration", "administration", 302),
            ("administration", "superuser", 302),
        ],
    )
    def test_nobody_closes_the_account_of_somebody_with_more_rights(self, actor, target, status, town, contact):
        make = {
            "contact": lambda: contact,
            "office": make_editor,
            "administration": make_admin,
            "superuser": lambda: make_applicant(is_superuser=True),
        }
        person = make[target]()
        if not Mandate.objects.filter(person=person).exists():
            make_mandate(person, town)
        client = signed_in(make[actor]())
        assert client.post(deactivation_of(person)).status_code == status
        User.objects.filter(pk=person.pk).update(is_active=False)
        if actor != "contact":
            assert client.post(reactivation_of(person)).status_code == status
            assert is_active(person) == (status == 302)


class TestDeactivation:
    def test_closes_everything_at_once(self, contact, colleague, mailoutbox, run_jobs):
        theirs = Client()
        theirs.post("/konto/anmelden/", {"login": colleague.email, "password": PASSWORD})
        theirs.post("/konto/bestaetigen/", {"password": PASSWORD})
        theirs.post("/konto/e-mail/", {"email": "privat@x.example"})
        signed_in(contact).post(deactivation_of(colleague))
        assert theirs.get("/uebersicht/")["Location"].startswith("/konto/anmelden/")
        assert theirs.get("/konto/")["Location"].startswith("/konto/anmelden/")
        assert theirs.get("/stand/").status_code == 401
        assert not UserSession.objects.filter(user=colleague).exists()
        assert not AddressChange.objects.exists()
        assert MEMBERS not in keys_of(User.objects.get(pk=colleague.pk))
        assert not users_with(MEMBERS).filter(pk=colleague.pk).exists()
        login = Client().post("/konto/anmelden/", {"login": colleague.email, "password": PASSWORD})
        assert "E-Mail-Adresse oder Passwort stimmt nicht" in login.content.decode()
        run_jobs()
        assert not mailoutbox
        assert ModelLogEntry.objects.get(action="accounts.deactivate").user == contact

    def test_posts_stay(self, contact, colleague):
        thread = make_thread(author=colleague)
        signed_in(contact).post(deactivation_of(colleague))
        thread.refresh_from_db()
        assert thread.author_id == colleague.pk

    def test_the_function_stays_unless_said_otherwise(self, contact, colleague):
        signed_in(contact).post(deactivation_of(colleague), {"ends_mandate": ""})
        assert Mandate.objects.get(person=colleague).ends_on is None

    def test_the_function_can_end_with_it(self, contact, colleague):
        signed_in(contact).post(deactivation_of(colleague), {"ends_mandate": "on"})
        assert Mandate.objects.get(person=colleague).ends_on == timezone.localdate()
        assert not is_active(colleague)

    def test_the_last_contact_person_only_deliberately(self, contact):
        client = signed_in(make_editor())
        refused = client.post(deactivation_of(contact), {"ends_mandate": "on"})
        assert refused.status_code == 200
        assert "keine Ansprechperson mehr" in refused.content.decode()
        assert is_active(contact)
        assert client.post(deactivation_of(contact), {"without_successor": "on"}).status_code == 302
        assert not is_active(contact)
        assert Mandate.objects.get(person=contact).ends_on is None, "on record until there is a successor"

    def test_one_of_two_contact_people_deactivates_the_other(self, town, contact):
        other = make_contact(town)
        assert signed_in(contact).post(deactivation_of(other), {"ends_mandate": "on"}).status_code == 302
        assert not is_active(other)
        assert signed_in(make_editor()).post(deactivation_of(contact)).status_code == 200, "now the last"
        assert is_active(contact)

    def test_twice_is_said(self, contact, colleague):
        client = signed_in(contact)
        client.post(deactivation_of(colleague))
        assert "bereits deaktiviert" in client.post(deactivation_of(colleague)).content.decode()

    def test_the_office_opens_it_again(self, contact, colleague):
        signed_in(contact).post(deactivation_of(colleague))
        refused = signed_in(contact).post(reactivation_of(colleague))
        assert refused.status_code == 403
        assert "nur die Geschäftsstelle" in refused.content.decode()
        office = signed_in(make_editor())
        assert "wieder freischalten" in office.get(f"{LIST}?kommune={contact_key(contact)}").content.decode()
        assert office.post(reactivation_of(colleague)).status_code == 302
        assert is_active(colleague)
        assert MEMBERS in keys_of(User.objects.get(pk=colleague.pk))
        assert "bereits aktiv" in office.post(reactivation_of(colleague), follow=True).content.decode()

    def test_who_left_lately_can_still_be_found(self, contact, colleague):
        signed_in(contact).post(deactivation_of(colleague), {"ends_mandate": "on"})
        office = signed_in(make_editor())
        address = f"{LIST}?kommune={contact_key(contact)}"
        assert "Lena Albrecht" in office.get(address).content.decode()
        long_ago = timezone.localdate() - timedelta(days=91)
        Mandate.objects.filter(person=colleague).update(ends_on=long_ago)
        assert "Lena Albrecht" not in office.get(address).content.decode()


class TestEndOfFunction:
    def test_membership_ends_with_it(self, contact, colleague):
        mandate = Mandate.objects.get(person=colleague)
        client = signed_in(contact)
        assert "Funktion von Lena Albrecht beenden?" in client.get(end_of(mandate)).content.decode()
        theirs = signed_in(colleague)
        assert theirs.get("/einladungen/").status_code == 403
        response = client.post(end_of(mandate), {"ends_on": timezone.localdate()})
        assert (response.status_code, response["Location"]) == (302, LIST)
        assert theirs.get("/einladungen/").status_code == 404
        assert "Aufnahme läuft" in theirs.get("/uebersicht/").content.decode()
        assert ModelLogEntry.objects.filter(action="accounts.end_mandate", user=contact).exists()

    def test_a_day_to_come_changes_nothing_today(self, contact, colleague):
        mandate = Mandate.objects.get(person=colleague)
        tomorrow = timezone.localdate() + timedelta(days=1)
        signed_in(contact).post(end_of(mandate), {"ends_on": tomorrow})
        mandate.refresh_from_db()
        assert mandate.ends_on == tomorrow
        assert MEMBERS in keys_of(User.objects.get(pk=colleague.pk))

    @pytest.mark.parametrize("day", ["", "quatsch", "2020-01-01", "9999-99-99"])
    def test_impossible_days_are_refused(self, contact, colleague, day):
        mandate = Mandate.objects.get(person=colleague)
        response = signed_in(contact).post(end_of(mandate), {"ends_on": day})
        assert response.status_code == 200
        assert "Bitte prüfen Sie Ihre Angaben" in response.content.decode()
        mandate.refresh_from_db()
        assert mandate.ends_on is None

    @pytest.mark.parametrize("who", ["contact", "office", "administration"])
    def test_never_the_last_contact_person(self, who, contact):
        actor = {"contact": lambda: contact, "office": make_editor, "administration": make_admin}[who]()
        client = signed_in(actor)
        mandate = Mandate.objects.get(person=contact)
        assert "Hier ist sonst niemand Ansprechperson" in client.get(end_of(mandate)).content.decode()
        response = client.post(end_of(mandate), {"ends_on": timezone.localdate()})
        assert response.status_code == 200
        assert "keine Ansprechperson mehr" in response.content.decode()
        mandate.refresh_from_db()
        assert mandate.ends_on is None

    def test_with_a_successor_one_can_leave(self, town, contact):
        make_contact(town)
        mandate = Mandate.objects.get(person=contact)
        client = signed_in(contact)
        assert client.post(end_of(mandate), {"ends_on": timezone.localdate()}).status_code == 302
        assert client.get(LIST).status_code == 404


def contact_key(person):
    return Mandate.objects.get(person=person).municipality.key


def test_municipalities_elsewhere_are_no_ones_business(contact):
    elsewhere = make_municipality("Goch")
    mandate = Mandate.objects.get(person=make_member(elsewhere))
    assert signed_in(contact).get(end_of(mandate)).status_code == 404
