"""One's own account: name, language, appearance, address, sessions (rows A03, A10)."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.accounts.models import AddressChange
from tests.factories import PASSWORD, make_admin, make_applicant, make_editor, make_member, make_speaker

from .conftest import link_in

pytestmark = pytest.mark.django_db

ACCOUNT = "/konto/"
ADDRESS = "/konto/e-mail/"
SESSIONS = "/konto/sitzungen/"
ALL_PAGES = [ACCOUNT, ADDRESS, SESSIONS, "/konto/passwort/", "/konto/bestaetigen/"]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def sign_in(user, user_agent=FIREFOX, password=PASSWORD):
    client = Client(headers={"user-agent": user_agent})
    assert client.post("/konto/anmelden/", {"login": user.email, "password": password}).status_code == 302
    return client


def settings_of(**changes):
    return {"first_name": "Petra", "last_name": "Voßkuhl", "language": "de", "theme": "system", **changes}


@pytest.mark.parametrize("path", ALL_PAGES)
def test_anonymous_people_are_asked_to_sign_in(client, path):
    for response in (client.get(path), client.post(path)):
        assert (response.status_code, response["Location"]) == (302, f"/konto/anmelden/?next={path}")


@pytest.mark.parametrize("make", [make_applicant, make_member, make_speaker, make_editor, make_admin])
def test_everybody_has_the_pages_of_their_own_account(make):
    user = make()
    client = sign_in(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    for path in ALL_PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
    assert user.email in client.get(ACCOUNT).content.decode()


class TestSettings:
    def test_are_saved_for_oneself(self):
        member, other = make_member(), make_member()
        client = sign_in(member)
        response = client.post(ACCOUNT, settings_of(theme="dark"), follow=True)
        assert "Ihre Einstellungen sind gespeichert." in response.content.decode()
        member.refresh_from_db()
        assert (member.first_name, member.last_name, member.theme) == ("Petra", "Voßkuhl", "dark")
        assert type(other).objects.get(pk=other.pk).theme == ""

    def test_foreign_fields_are_ignored(self):
        member = make_member()
        before = type(member).objects.filter(pk=member.pk).values().get()
        sign_in(member).post(
            ACCOUNT,
            settings_of(
                is_staff="on", is_superuser="on", is_active="", email="x@x.example", groups="1", id="1", password="x"
            ),
        )
        after = type(member).objects.filter(pk=member.pk).values().get()
        assert {name for name in before if before[name] != after[name]} <= {"first_name", "last_name", "last_login"}
        assert not member.groups.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"first_name": ""},
            {"last_name": "x" * 81},
            {"first_name": "Pet\x00ra"},
            {"first_name": "Petra\u202eartep"},
            {"last_name": "Voß\nBcc: x@x.example"},
            {"language": "fr"},
            {"theme": "pink"},
            {"theme": ""},
        ],
    )
    def test_what_cannot_be_saved_is_said(self, changes):
        member = make_member(first_name="Änne")
        response = sign_in(member).post(ACCOUNT, settings_of(**changes))
        assert response.status_code == 200
        assert "Bitte prüfen Sie Ihre Angaben" in response.content.decode()
        member.refresh_from_db()
        assert member.first_name == "Änne"

    def test_the_theme_is_kept_in_a_cookie_only_when_chosen(self):
        client = sign_in(make_member())
        response = client.post(ACCOUNT, settings_of())
        assert "thema" not in client.cookies or not client.cookies["thema"].value
        client.post(ACCOUNT, settings_of(theme="dark"))
        cookie = client.cookies["thema"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("dark", True, "Lax")
        client.post("/konto/abmelden/")
        assert 'data-kern-theme="dark"' in client.get("/konto/anmelden/").content.decode()
        client = sign_in(make_member())
        client.cookies["thema"] = "light"
        response = client.post(ACCOUNT, settings_of())
        assert response.cookies["thema"]["max-age"] == 0

    def test_the_language_counts_at_once_in_the_members_area(self):
        client = sign_in(make_member())
        response = client.post(ACCOUNT, settings_of(language="en"), follow=True)
        page = response.content.decode()
        assert '<html lang="en"' in page
        assert "Your settings have been saved." in page
        assert response["Content-Language"] == "en"


class TestAddress:
    def change_to(self, client, address):
        client.post("/konto/bestaetigen/", {"password": PASSWORD})
        return client.post(ADDRESS, {"email": address})

    def test_needs_the_password_once_more(self):
        client = sign_in(make_member())
        response = client.get(ADDRESS)
        assert unquote(response["Location"]) == f"/konto/bestaetigen/?next={ADDRESS}"
        assert client.post(ADDRESS, {"email": "neu@rathaus.example"})["Location"].startswith("/konto/bestaetigen/")
        assert not AddressChange.objects.exists()
        wrong = client.post(f"/konto/bestaetigen/?next={ADDRESS}", {"password": "Falsches-Wort-99"})
        assert wrong.status_code == 200
        assert client.get(ADDRESS).status_code == 302

    def test_a_form_sent_too_late_is_not_lost(self):
        client = sign_in(make_member())
        client.post(ADDRESS, {"email": "neu@rathaus.example"})
        client.post(f"/konto/bestaetigen/?next={ADDRESS}", {"password": PASSWORD})
        assert AddressChange.objects.get().new_address == "neu@rathaus.example"

    def test_counts_after_confirmation_and_the_old_one_is_told(self, run_jobs, mailoutbox):
        member = make_member(email="alt@rathaus.example")
        client = sign_in(member)
        self.change_to(client, "Neu@Rathaus.example")
        assert "neu@rathaus.example" in client.get(ADDRESS).content.decode()
        run_jobs()
        [mail] = mailoutbox
        assert mail.to == ["neu@rathaus.example"]
        link = link_in(mail)
        visitor = Client()
        page = visitor.get(link).content.decode()
        assert "alt@rathaus.example" in page
        member.refresh_from_db()
        assert member.email == "alt@rathaus.example", "opening a link changes nothing"
        assert visitor.post(link).status_code == 302
        member.refresh_from_db()
        assert member.email == "neu@rathaus.example"
        run_jobs()
        assert mailoutbox[-1].to == ["alt@rathaus.example"]
        assert "neu@rathaus.example" in mailoutbox[-1].body
        assert (
            Client().post("/konto/anmelden/", {"login": "alt@rathaus.example", "password": PASSWORD}).status_code == 200
        )
        sign_in(member)
        assert visitor.post(link).status_code == 409, "once"
        assert visitor.get(link).status_code == 404

    def test_a_taken_address_gets_the_same_answer_and_no_mail(self, run_jobs, mailoutbox):
        member, other = make_member(), make_member()
        client = sign_in(member)
        response = self.change_to(client, other.email)
        assert (response.status_code, response["Location"]) == (302, ADDRESS)
        run_jobs()
        assert not mailoutbox

    def test_an_address_taken_meanwhile_is_refused(self, run_jobs, mailoutbox):
        member = make_member()
        self.change_to(sign_in(member), "neu@rathaus.example")
        run_jobs()
        make_member(email="neu@rathaus.example")
        response = Client().post(link_in(mailoutbox[-1]))
        assert response.status_code == 409
        assert "gehört zu einem anderen Konto" in response.content.decode()

    @pytest.mark.parametrize("case", ["expired", "replaced", "deactivated", "forged"])
    def test_links_that_do_not_count(self, run_jobs, mailoutbox, case):
        member = make_member(email="alt@rathaus.example")
        client = sign_in(member)
        self.change_to(client, "neu@rathaus.example")
        run_jobs()
        link = link_in(mailoutbox[-1])
        if case == "expired":
            AddressChange.objects.update(expires_at="2020-01-01T00:00Z")
        elif case == "replaced":
            client.post(ADDRESS, {"email": "nochmal@rathaus.example"})
        elif case == "deactivated":
            type(member).objects.filter(pk=member.pk).update(is_active=False)
        else:
            link = link[:-3] + "00/"
        assert Client().get(link).status_code == 404
        assert Client().post(link).status_code == 409
        assert type(member).objects.get(pk=member.pk).email == "alt@rathaus.example"

    def test_the_same_address_is_no_change(self):
        member = make_member()
        response = self.change_to(sign_in(member), member.email.upper())
        assert "Das ist bereits Ihre Adresse." in response.content.decode()

    def test_nothing_in_the_database_is_the_token(self, run_jobs, mailoutbox):
        self.change_to(sign_in(make_member()), "neu@rathaus.example")
        run_jobs()
        token = link_in(mailoutbox[-1]).rstrip("/").rpartition("/")[2]
        assert len(token) == 32
        assert token not in str(AddressChange.objects.values().get())


class TestSessions:
    def test_are_listed_with_their_device(self):
        member = make_member()
        sign_in(member, IPHONE)
        sign_in(make_member(), EDGE)
        page = sign_in(member, FIREFOX).get(SESSIONS).content.decode()
        assert "Firefox unter Windows" in page
        assert "Safari unter iPhone" in page
        assert "Edge" not in page, "that is somebody else's"
        assert "127.0.0.1" not in page, "no address of a computer"
        assert page.count("dieses Gerät") == 1

    def test_end_one(self):
        member = make_member()
        here, phone, other = sign_in(member), sign_in(member, IPHONE), sign_in(member, EDGE)
        session = self.row(here, "Safari unter iPhone")
        assert here.post(SESSIONS, {"session": session}).status_code == 302
        assert phone.get(ACCOUNT).status_code == 302
        assert other.get(ACCOUNT).status_code == 200
        assert "Safari" not in here.get(SESSIONS).content.decode()

    def test_end_all_others(self):
        member, somebody = make_member(), sign_in(make_member())
        here, phone, other = sign_in(member), sign_in(member, IPHONE), sign_in(member, EDGE)
        here.post(SESSIONS, {"others": "1"})
        assert [each.get(ACCOUNT).status_code for each in (here, phone, other)] == [200, 302, 302]
        assert somebody.get(ACCOUNT).status_code == 200

    def test_somebody_elses_session_cannot_be_ended(self):
        victim = make_member()
        theirs = sign_in(victim, IPHONE)
        sign_in(victim)
        session = self.row(sign_in(victim), "Safari unter iPhone")
        assert sign_in(make_member()).post(SESSIONS, {"session": session}).status_code == 404
        assert theirs.get(ACCOUNT).status_code == 200

    def test_ended_ones_are_not_listed(self):
        member = make_member()
        phone = sign_in(member, IPHONE)
        phone.post("/konto/abmelden/")
        assert "Safari" not in sign_in(member).get(SESSIONS).content.decode()

    @pytest.mark.parametrize("count", [1, 3, 20])
    def test_statements_do_not_grow(self, count, django_assert_num_queries):
        member = make_member()
        for _ in range(count - 1):
            sign_in(member)
        here = sign_in(member)
        here.get(ACCOUNT)  # fills the chrome's cache
        with django_assert_num_queries(SESSION_LIST_QUERIES):
            page = here.get(SESSIONS)
        assert page.content.decode().count("Firefox unter Windows</b>") == count

    @staticmethod
    def row(client, device):
        sessions = client.get(SESSIONS).context["sessions"]
        return next(each["pk"] for each in sessions if each["device"] == device)


SESSION_LIST_QUERIES = 4  # session, user with keys, sessions, bell


def test_opening_pages_writes_nothing():
    client = sign_in(make_member())
    client.get(ACCOUNT)  # the very first page makes Wagtail's row of settings
    with CaptureQueriesContext(connection) as queries:
        for path in (ACCOUNT, SESSIONS, "/konto/passwort/"):
            client.get(path)
    assert not [each["sql"] for each in queries if not each["sql"].lstrip("(").startswith("SELECT")]
