"""Signing in and out, and where one lands."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_member, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/konto/anmelden/"
WRONG = "E-Mail-Adresse oder Passwort stimmt nicht. Bitte prüfen Sie beides."


def sign_in(client, email, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def test_a_member_lands_on_the_overview(client):
    member = make_member(email="petra@rheine.example")
    response = sign_in(client, member.email)
    assert (response.status_code, response["Location"]) == (302, "/uebersicht/")
    assert client.session["_auth_user_id"] == str(member.pk)


def test_the_address_counts_in_any_case_and_with_blanks_around(client):
    make_member(email="Petra.Voss@Rheine.example")
    assert sign_in(client, "  PETRA.voss@rheine.EXAMPLE ").status_code == 302


def test_after_login_one_lands_exactly_on_the_linked_post(client):
    member = make_member()
    target = "/forum/beitrag/4711/?von=mail"
    asked = client.get(target)
    assert asked.status_code == 302
    page = client.get(asked["Location"])
    assert 'name="next"' in page.content.decode()
    response = sign_in(client, member.email, next=target)
    assert response["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "http:///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https://testserver.evil.example/",
        "http://localhost/forum/",  # in ALLOWED_HOSTS, but not this host
        "http://user@evil.example/",
    ],
)
def test_foreign_hosts_are_refused(client, target):
    member = make_member()
    assert sign_in(client, member.email, next=target)["Location"] == "/uebersicht/"


@pytest.mark.parametrize("case", ["unknown", "wrong password", "deactivated", "unusable password"])
def test_every_refusal_reads_the_same(client, case):
    user = make_user(email="wer@rathaus.example")
    if case == "deactivated":
        user.is_active = False
    if case == "unusable password":
        user.set_unusable_password()
    user.save()
    response = sign_in(
        client,
        "niemand@rathaus.example" if case == "unknown" else user.email,
        "Falsches-Wort-99" if case == "wrong password" else PASSWORD,
    )
    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_session_of_a_deactivated_person_is_anonymous(client):
    member = make_member()
    sign_in(client, member.email)
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert client.get("/uebersicht/")["Location"].startswith(LOGIN)
    assert client.get("/konto/")["Location"].startswith(LOGIN)


def test_signing_out_needs_a_button_and_leaves_nothing(client):
    sign_in(client, make_member().email)
    page = client.get("/konto/abmelden/")
    assert page.status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/konto/abmelden/")
    assert response["Location"] == "/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session


def test_a_new_session_begins_at_login(client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    sign_in(client, make_member().email)
    assert client.session.session_key != before


def test_nobody_can_sign_up(client):
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/konto/registrieren/", "/konto/signup/", "/accounts/signup/"):
        assert client.post(path, {"email": "neu@x.example", "password1": PASSWORD}).status_code == 404


def test_nothing_private_is_kept_by_caches(client):
    sign_in(client, make_member().email)
    assert client.get("/konto/")["Cache-Control"] == "private, no-store"
    client.logout()
    assert "no-store" in client.get(LOGIN)["Cache-Control"]
