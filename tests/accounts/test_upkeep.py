"""System checks of the settings that guard accounts, and tidying up at night."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import checks, mail
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.accounts import mails
from cms.accounts.devices import device_of
from cms.accounts.models import AddressChange, Invitation, User
from cms.accounts.tasks import tidy_up
from tests.factories import PASSWORD, make_contact, make_member, make_municipality, make_user


def ids(tag="accounts", **kwargs):
    return [each.id for each in checks.run_checks(tags=[tag], **kwargs)]


class TestChecks:
    def test_our_settings_pass(self):
        assert ids() == []

    def test_sign_up(self, settings):
        settings.ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
        assert ids() == ["accounts.E001"]

    @pytest.mark.parametrize("rate", ["", "100/m/ip", "50/5m/key"])
    def test_unlimited_guesses(self, settings, rate):
        settings.ACCOUNT_LIMITS = {"wrong_password": rate}
        assert ids() == ["accounts.E002"]

    @pytest.mark.parametrize("backend", ["locmem.LocMemCache", "db.DatabaseCache", "dummy.DummyCache"])
    def test_counters_that_others_can_push_out(self, settings, backend):
        settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": "x"}}
        assert ids() == ["accounts.E003"]

    def test_short_passwords(self, settings):
        settings.AUTH_PASSWORD_VALIDATORS = settings.AUTH_PASSWORD_VALIDATORS[2:]
        assert ids() == ["accounts.E004"]

    def test_everybody_behind_the_proxys_address(self, settings):
        assert ids(include_deployment_checks=True) == ["accounts.W001"]
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        assert ids(include_deployment_checks=True) == []


@pytest.mark.django_db
class TestTidyingUp:
    def test_deletes_what_has_served_and_nothing_else(self):
        member = make_member()
        here, gone = Client(), Client()
        for client in (here, gone):
            client.post("/konto/anmelden/", {"login": member.email, "password": PASSWORD})
        Session.objects.filter(session_key=gone.session.session_key).update(expire_date=timezone.now())
        cache = caches["default"]
        cache.set("old", 1, -1)
        cache.set("young", 1, 60)
        long_ago, lately = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=89)
        kept = [self.invitation(revoked_at=lately), self.invitation(accepted_at=lately), self.invitation()]
        for changes in ({"revoked_at": long_ago}, {"accepted_at": long_ago}, {"expires_at": long_ago}):
            self.invitation(**changes)
        change = AddressChange(user=member, old_address="a@x.example", new_address="b@x.example")
        change.renew()
        change.expires_at = long_ago
        change.save()

        tidy_up(timestamp=0)

        assert here.get("/konto/").status_code == 200
        assert [each.session_key for each in UserSession.objects.all()] == [here.session.session_key]
        assert Session.objects.count() == 1
        assert set(Invitation.objects.all()) == set(kept)
        assert not AddressChange.objects.exists()
        assert cache.get("young") == 1
        assert cache.prune() == 0

    @staticmethod
    def invitation(**changes):
        town = make_municipality()
        invitation = Invitation(email="neu@x.example", municipality=town, function="Amt", invited_by=make_contact(town))
        invitation.renew()
        for name, value in changes.items():
            setattr(invitation, name, value)
        invitation.save()
        return invitation


@pytest.mark.django_db
class TestUser:
    def test_addresses_are_kept_in_lower_case_and_accents_stay(self):
        user = make_user(email="Änne@Rathaus.example")
        assert user.email == "änne@rathaus.example"
        assert User.objects.get(email="ÄNNE@RATHAUS.EXAMPLE") == user
        assert not User.objects.filter(email="anne@rathaus.example").exists()

    def test_the_database_refuses_doubles_and_capitals(self):
        make_user(email="a@x.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(email="A@X.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_user SET email = 'A@x.example'")

    def test_superusers_come_from_the_command_line(self):
        admin = User.objects.create_superuser("Chefin@X.example", PASSWORD, first_name="A", last_name="B")
        assert admin.is_superuser
        assert User.objects.get_by_natural_key("CHEFIN@x.example") == admin


def test_mails_cannot_be_split_by_names(db, settings):
    person = User(email="a@x.example", first_name="Eve\r\nBcc: b@x.example", last_name="X")
    mails.send(mails.PASSWORD_CHANGED, person.email, "de", person=person)
    assert mail.outbox[-1].recipients() == ["a@x.example"]
    assert "Bcc" not in mail.outbox[-1].extra_headers


def test_mails_speak_the_persons_language(db):
    person = User(email="a@x.example", first_name="Eve", last_name="X")
    mails.send(mails.PASSWORD_CHANGED, person.email, "en", person=person)
    assert mail.outbox[-1].subject == "Your password has been changed"
    assert "Good day Eve X," in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge unter Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "Chrome unter Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "Chrome unter Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605.1.15", "Safari unter macOS"),
        ("Firefox/144.0", "Firefox"),
        ("curl/8.0", "Unbekanntes Gerät"),
        ("", "Unbekanntes Gerät"),
    ],
)
def test_devices_have_names(user_agent, name):
    from django.utils import translation

    with translation.override("de"):
        assert device_of(user_agent).name == name
