"""The feed: its address is the right, its owner's rights decide what is in it."""

import re

import pytest
from defusedxml import ElementTree

from forum.models import AreaMembership, FeedToken
from tests.factories import make_area, make_member, make_post, make_thread

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


def new_address(client) -> str:
    page = client.post("/forum/abonnements/feed/", {})
    return re.search(r'value="http://testserver(/forum/feed/[-\w]+/)"', page.text)[1]


def titles(client, address):
    root = ElementTree.fromstring(client.get(address).content)
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.feature("FF-12")
def test_the_address_is_shown_once_and_only_its_digest_is_kept(client, member):
    address = new_address(client)
    secret = address.split("/")[-2]
    assert secret not in client.get("/forum/abonnements/feed/").text
    assert secret not in FeedToken.objects.get().digest


@pytest.mark.feature("FF-12")
def test_the_feed_is_valid_private_and_needs_no_session(client, member):
    thread = make_thread(title="Wer versichert <Helfende>?")
    make_post(thread, text="Über den Landesverband & Co.")
    address = new_address(client)
    client.logout()
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers
    assert titles(client, address) == ["Wer versichert <Helfende>?, Beitrag 2", "Wer versichert <Helfende>?"]
    assert "Über den Landesverband &amp; Co." in response.text


@pytest.mark.feature("FF-12")
def test_it_carries_the_rights_of_its_owner_at_the_moment(client, member):
    area = make_area(members=[member])
    colleague = make_member()
    AreaMembership.objects.create(area=area, user=colleague)
    make_thread(area, colleague, title="Geheimer Haushalt", text="Streng vertraulich.")
    address = new_address(client)
    assert "Geheimer Haushalt" in titles(client, address)
    assert "Streng vertraulich." not in client.get(address).text
    stranger = make_member()
    client.force_login(stranger)
    assert "Geheimer Haushalt" not in titles(client, new_address(client))
    member.is_active = False
    member.save()
    assert client.get(address).status_code == 404


@pytest.mark.feature("FF-12")
def test_a_new_address_ends_the_old_one_and_it_can_be_ended(client, member):
    first = new_address(client)
    second = new_address(client)
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    client.post("/forum/abonnements/feed/", {"off": "1"})
    assert client.get(second).status_code == 404
    assert client.get("/forum/feed/gibt-es-nicht/").status_code == 404
