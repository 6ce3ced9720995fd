"""Forgotten and changed passwords."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import int_to_base36
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import PASSWORD, make_member

from .conftest import link_in

pytestmark = pytest.mark.django_db

FORGOT = "/konto/passwort/vergessen/"
NEW = "Leiter-Wolke-Mappe-4"


def sign_in(email, password=PASSWORD):
    client = Client()
    response = client.post("/konto/anmelden/", {"login": email, "password": password})
    return client if response.status_code == 302 else None


def ask(client, email, run_jobs, mailoutbox):
    client.post(FORGOT, {"email": email})
    run_jobs()
    return link_in(mailoutbox[-1])


def test_a_forgotten_password_is_set_by_a_link_that_works_once(client, run_jobs, mailoutbox, settings):
    member = make_member(first_name="Ayşe", last_name="Demirel")
    elsewhere = sign_in(member.email)
    link = ask(client, member.email.upper(), run_jobs, mailoutbox)
    mail = mailoutbox[-1]
    assert mail.to == [member.email]
    assert mail.subject == "Neues Passwort setzen"
    assert "Guten Tag Ayşe Demirel," in mail.body
    assert settings.WAGTAILADMIN_BASE_URL + link in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"

    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert member.email not in page.content.decode()
    form_address = page.request["PATH_INFO"]
    assert "set-password" in form_address, "the token leaves the address, and with it the referrer"
    response = client.post(form_address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Ihr neues Passwort ist gesetzt" in response.content.decode()
    assert "_auth_user_id" not in client.session

    assert sign_in(member.email) is None
    assert sign_in(member.email, NEW)
    assert elsewhere.get("/konto/").status_code == 302, "all other sessions have ended"
    assert "gilt nicht mehr" in Client().get(link).content.decode()

    run_jobs()
    assert mailoutbox[-1].subject == "Ihr Passwort wurde geändert"


def test_a_new_password_ends_the_lock_of_five_wrong_guesses(client, run_jobs, mailoutbox):
    member = make_member()
    for _ in range(6):
        sign_in(member.email, "Falsches-Wort-99")
    assert sign_in(member.email) is None
    form_address = client.get(ask(client, member.email, run_jobs, mailoutbox), follow=True).request["PATH_INFO"]
    client.post(form_address, {"password1": NEW, "password2": NEW})
    assert sign_in(member.email, NEW)


def test_opening_the_link_changes_nothing(client, run_jobs, mailoutbox):
    member = make_member()
    link = ask(client, member.email, run_jobs, mailoutbox)
    for _ in range(3):
        Client().get(link, follow=True)
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    page = client.get(link, follow=True)
    assert "gilt nicht mehr" not in page.content.decode()


@pytest.mark.parametrize("case", ["unknown", "deactivated"])
def test_the_answer_does_not_tell_who_has_an_account(client, run_jobs, mailoutbox, case):
    member = make_member(email="wer@rathaus.example")
    if case == "deactivated":
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    known = Client().post(FORGOT, {"email": make_member().email})
    other = client.post(FORGOT, {"email": member.email if case == "deactivated" else "niemand@rathaus.example"})
    assert (other.status_code, other["Location"]) == (known.status_code, known["Location"])
    assert ProcrastinateJob.objects.filter(task_name="accounts.send_password_reset").count() == 2, "a job either way"
    run_jobs()
    assert len(mailoutbox) == 1


def test_known_and_unknown_addresses_take_the_same_statements():
    member = make_member()
    counts = []
    for address in (member.email, "niemand@rathaus.example"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(FORGOT, {"email": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: that is what takes the time in production."""

    algorithm = "counting"
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("case", ["unknown", "wrong password", "deactivated", "unusable password"])
def test_every_refused_login_hashes_once(client, settings, case):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    user = make_member(email="wer@rathaus.example", is_active=case != "deactivated")
    if case == "unusable password":
        user.set_unusable_password()
        user.save()
    address = "niemand@rathaus.example" if case == "unknown" else user.email
    CountingHasher.count = 0
    response = client.post("/konto/anmelden/", {"login": address, "password": "Falsches-Wort-99"})
    assert response.status_code == 200
    assert CountingHasher.count == 1


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Kurz-7-Wort", "mindestens 12 Zeichen"),
        ("x" * 129 + "7", "höchstens 128 Zeichen"),
        ("123456789012345", "komplett numerisch"),
        ("passwordpassword", None),
        ("oskar.voltmann", "zu ähnlich"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client, run_jobs, mailoutbox, password, reason):
    member = make_member(email="oskar.voltmann@rathaus.example")
    link = ask(client, member.email, run_jobs, mailoutbox)
    form_address = client.get(link, follow=True).request["PATH_INFO"]
    response = client.post(form_address, {"password1": password, "password2": password})
    if reason is None:
        assert response.status_code == 302, "long enough and not on the list"
    else:
        assert response.status_code == 200
        assert reason in response.content.decode()
        assert sign_in(member.email)


def test_a_forged_link_is_refused(client, run_jobs, mailoutbox):
    member, other = make_member(), make_member()
    link = ask(client, member.email, run_jobs, mailoutbox)
    base, _, rest = link.rpartition("/neu/")
    uid, _, key = rest.partition("-")
    for forged in (f"{int_to_base36(other.pk)}-{key}", f"{uid}-{key[:-2]}x/", f"{uid}-x/", "0-0-0/"):
        page = client.get(f"{base}/neu/{forged.rstrip('/')}/", follow=True)
        assert "gilt nicht mehr" in page.content.decode(), forged


def test_a_new_address_makes_old_reset_links_worthless(client, run_jobs, mailoutbox):
    member = make_member()
    link = ask(client, member.email, run_jobs, mailoutbox)
    type(member).objects.filter(pk=member.pk).update(email="neu@rathaus.example")
    assert "gilt nicht mehr" in client.get(link, follow=True).content.decode()


class TestChange:
    ADDRESS = "/konto/passwort/"

    def test_needs_the_present_one_and_ends_all_other_sessions(self, run_jobs, mailoutbox):
        member = make_member()
        here, elsewhere = sign_in(member.email), sign_in(member.email)
        response = here.post(self.ADDRESS, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert (response.status_code, response["Location"]) == (302, "/konto/")
        assert here.get("/konto/").status_code == 200
        assert elsewhere.get("/konto/").status_code == 302
        assert sign_in(member.email) is None
        assert sign_in(member.email, NEW)
        run_jobs()
        assert mailoutbox[-1].subject == "Ihr Passwort wurde geändert"
        assert "geschaeftsstelle" in mailoutbox[-1].body

    @pytest.mark.parametrize("old", ["", "Falsches-Wort-99"])
    def test_without_the_present_one_nothing_changes(self, old):
        member = make_member()
        here = sign_in(member.email)
        response = here.post(self.ADDRESS, {"oldpassword": old, "password1": NEW, "password2": NEW})
        assert response.status_code == 200
        assert sign_in(member.email)

    def test_five_guesses_a_minute(self):
        here = sign_in(make_member().email)
        data = {"oldpassword": "Falsches-Wort-99", "password1": NEW, "password2": NEW}
        answers = [here.post(self.ADDRESS, data) for _ in range(6)]
        assert [each.status_code for each in answers] == [200] * 5 + [429]
        assert "Zu viele Versuche" in answers[-1].content.decode()

    def test_who_has_none_sets_the_first_one_by_mail(self, client):
        member = make_member()
        member.set_unusable_password()
        member.save()
        client.force_login(member)
        assert client.get(self.ADDRESS)["Location"] == FORGOT


def test_addresses_stand_in_one_place_only(client, run_jobs, mailoutbox):
    """allauth would keep an old address valid for signing in if it ever copied it into its own table."""
    member = make_member()
    ask(client, member.email, run_jobs, mailoutbox)
    form_address = client.get(link_in(mailoutbox[-1]), follow=True).request["PATH_INFO"]
    client.post(form_address, {"password1": NEW, "password2": NEW})
    here = sign_in(member.email, NEW)
    here.post("/konto/bestaetigen/", {"password": NEW})
    here.post("/konto/e-mail/", {"email": "anders@rathaus.example"})
    assert not EmailAddress.objects.exists()
