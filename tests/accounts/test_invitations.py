"""Inviting, sending again, withdrawing (row D07), and the list of it all."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.accounts.models import Invitation, User
from directory.models import Mandate
from tests.factories import (
    make_admin,
    make_applicant,
    make_contact,
    make_editor,
    make_member,
    make_municipality,
    make_speaker,
)

from .conftest import LIST, acceptance, invitation_to, link_in, signed_in

pytestmark = pytest.mark.django_db


class TestWhoMay:
    @pytest.mark.parametrize(
        "path", [LIST, "/einladungen/1/erneut/", "/einladungen/1/zurueckziehen/", "/einladungen/x/"]
    )
    def test_anonymous_people_are_asked_to_sign_in(self, client, path):
        for response in (client.get(path), client.post(path)):
            assert (response.status_code, response["Location"]) == (302, f"/konto/anmelden/?next={path}")

    @pytest.mark.parametrize(("make", "status"), [(make_applicant, 404), (make_member, 403), (make_speaker, 403)])
    def test_others_may_not(self, make, status, town):
        client = signed_in(make())
        invitation = Invitation(email="x@x.example", municipality=town, function="x")
        invitation.renew()
        invitation.save()
        before = Invitation.objects.values().get()
        for response in (
            client.get(LIST),
            client.post(LIST, invitation_to(town)),
            client.post(f"/einladungen/{invitation.pk}/erneut/"),
            client.post(f"/einladungen/{invitation.pk}/zurueckziehen/"),
        ):
            assert response.status_code == status
            if status == 403:
                assert "nur Ansprechpersonen und die Geschäftsstelle" in response.content.decode()
        assert Invitation.objects.values().get() == before

    @pytest.mark.parametrize("make", [make_editor, make_admin])
    def test_office_and_administration_invite_to_every_municipality(self, make, town):
        response = signed_in(make()).post(LIST, invitation_to(town))
        assert (response.status_code, response["Location"]) == (302, f"{LIST}?kommune={town.key}")
        assert Invitation.objects.get().municipality == town

    def test_contact_people_invite_to_their_own_only(self, contact, town):
        client = signed_in(contact)
        assert client.post(LIST, invitation_to(town)).status_code == 302
        elsewhere = make_municipality("Goch")
        assert client.post(LIST, invitation_to(elsewhere, email="x@x.example")).status_code == 404
        assert Invitation.objects.get().municipality == town

    def test_contact_people_see_and_change_only_their_own(self, contact, run_jobs):
        other_town = make_municipality("Goch")
        signed_in(make_contact(other_town)).post(LIST, invitation_to(other_town, email="geheim@goch.example"))
        foreign = Invitation.objects.get()
        before = Invitation.objects.values().get()
        client = signed_in(contact)
        assert "geheim@goch.example" not in client.get(f"{LIST}?kommune={other_town.key}").content.decode()
        for verb in ("erneut", "zurueckziehen"):
            assert client.post(f"/einladungen/{foreign.pk}/{verb}/").status_code == 404
        assert Invitation.objects.values().get() == before

    def test_opening_an_address_of_a_button_does_nothing(self, contact, invite):
        invitation, _ = invite()
        client = signed_in(contact)
        for verb in ("erneut", "zurueckziehen"):
            assert client.get(f"/einladungen/{invitation.pk}/{verb}/").status_code == 405

    def test_forms_need_their_token(self, contact, town):
        client = Client(enforce_csrf_checks=True)
        client.force_login(contact)
        assert client.post(LIST, invitation_to(town)).status_code == 403


class TestInviting:
    def test_the_mail_says_who_and_what_and_leads_to_the_page(self, invite, mailoutbox, settings):
        invitation, link = invite(email="Oguz@Rathaus.example", is_contact="on")
        [mail] = mailoutbox
        assert mail.to == ["oguz@rathaus.example"]
        for text in ("Petra Voßkuhl", "Stadt Rheine", "Fachstelle Ehrenamt", settings.WAGTAILADMIN_BASE_URL + link):
            assert text in mail.body
        assert invitation.is_contact
        assert invitation.sent_at
        assert timedelta(days=13, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=14)
        assert ModelLogEntry.objects.get(action="accounts.invite").user_id == invitation.invited_by_id

    def test_the_token_has_128_bits_and_is_not_in_the_database(self, invite):
        invitation, link = invite()
        token = link.rstrip("/").rpartition("/")[2]
        assert len(bytes.fromhex(token)) == 16
        assert token not in str(Invitation.objects.values().get())

    @pytest.mark.parametrize(
        "changes",
        [
            {"email": ""},
            {"email": "kein-at-zeichen"},
            {"email": "a@b.example\nBcc: c@d.example"},
            {"function": ""},
            {"function": "x" * 121},
            {"function": "Amt\x00"},
            {"municipality": ""},
            {"municipality": "00000000"},
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(self, contact, town, changes):
        response = signed_in(contact).post(LIST, invitation_to(town, **changes))
        assert response.status_code == 200
        assert "Bitte prüfen Sie Ihre Angaben" in response.content.decode()
        assert not Invitation.objects.exists()

    def test_one_pending_invitation_for_address_and_municipality(self, contact, town, invite):
        invite()
        response = signed_in(contact).post(LIST, invitation_to(town, email="NEU@rathaus.example"))
        assert "bereits eingeladen" in response.content.decode()
        assert Invitation.objects.count() == 1

    def test_a_colleague_needs_no_invitation(self, contact, town):
        make_member(town, email="schon@rathaus.example")
        response = signed_in(contact).post(LIST, invitation_to(town, email="schon@rathaus.example"))
        assert "gehört schon zu Stadt Rheine" in response.content.decode()

    def test_sent_again_only_the_new_link_counts(self, contact, invite, run_jobs, mailoutbox, client):
        invitation, old = invite()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert client.get(old).status_code == 410
        signed_in(contact).post(f"/einladungen/{invitation.pk}/erneut/")
        run_jobs()
        new = link_in(mailoutbox[-1])
        assert new != old
        assert client.get(old).status_code == 404
        assert client.get(new).status_code == 200

    def test_withdrawn_it_counts_no_more_and_the_address_is_free(self, contact, town, invite, client):
        invitation, link = invite()
        url = f"/einladungen/{invitation.pk}/zurueckziehen/"
        signed_in(contact).post(url)
        assert client.get(link).status_code == 410
        assert client.post(link, acceptance()).status_code == 410
        assert not User.objects.filter(email="neu@rathaus.example").exists()
        again = signed_in(contact).post(url, follow=True)
        assert "bereits angenommen oder zurückgezogen" in again.content.decode()
        assert signed_in(contact).post(LIST, invitation_to(town)).status_code == 302

    def test_no_mail_when_it_was_withdrawn_before_it_went_out(self, contact, town, run_jobs, mailoutbox):
        client = signed_in(contact)
        client.post(LIST, invitation_to(town))
        client.post(f"/einladungen/{Invitation.objects.get().pk}/zurueckziehen/")
        run_jobs()
        assert not mailoutbox

    def test_no_mail_when_the_inviter_lost_the_right(self, contact, town, run_jobs, mailoutbox):
        signed_in(contact).post(LIST, invitation_to(town))
        Mandate.objects.update(is_contact=False)
        run_jobs()
        assert not mailoutbox


class TestList:
    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_statements_do_not_grow(self, contact, town, count, django_assert_num_queries):
        client = signed_in(contact)
        client.get(LIST)  # fills the chrome's cache
        self.fill(town, contact, count)
        with django_assert_num_queries(7):  # session, user with keys, municipality twice, invitations, people, bell
            page = client.get(LIST).content.decode()
        assert page.count("@rathaus.example</b>") == count
        assert page.count("/deaktivieren/") == count

    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_nor_for_the_office(self, town, count, django_assert_num_queries):
        editor = make_editor()
        client = signed_in(editor)
        client.get(LIST)
        self.fill(town, editor, count)
        with django_assert_num_queries(8):
            page = client.get(f"{LIST}?kommune={town.key}").content.decode()
        assert page.count("@rathaus.example</b>") == count

    def test_pages_go_both_ways(self, town):
        editor = make_editor()
        self.fill(town, editor, 25)
        client = signed_in(editor)
        first = client.get(LIST)
        assert len(first.context["page"].items) == 20
        older = client.get(f"{LIST}?vor={first.context['page'].older}")
        assert len(older.context["page"].items) == 5
        newer = client.get(f"{LIST}?nach={older.context['page'].newer}")
        assert newer.context["page"].items == first.context["page"].items

    def test_the_office_sees_all_and_chooses_a_municipality(self, town):
        editor = make_editor()
        goch = make_municipality("Goch")
        make_member(goch, first_name="Lena", last_name="Albrecht")
        self.fill(town, editor, 1)
        client = signed_in(editor)
        page = client.get(LIST).content.decode()
        assert "person0@rathaus.example" in page
        assert "Lena Albrecht" not in page
        page = client.get(f"{LIST}?kommune={goch.key}").content.decode()
        assert "Lena Albrecht" in page
        assert "person0@rathaus.example" not in page
        assert client.get(f"{LIST}?kommune=quatsch&vor=quatsch").status_code == 200

    @staticmethod
    def fill(town, inviter, count):
        for number in range(count):
            make_member(town)
            invitation = Invitation(
                email=f"person{number}@rathaus.example", municipality=town, function="Amt", invited_by=inviter
            )
            invitation.renew()
            invitation.save()
