"""What ends a session ends its sockets, against a real server and a real Valkey."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from directory.models import Mandate
from notifications.routing import websocket_application
from tests.factories import PASSWORD, make_contact, make_member, make_municipality
from tests.harness.database import copied_database
from tests.notifications.live import Server, close_code, settle

from .conftest import NEW_PASSWORD


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied_database("sockets"):
        yield


@pytest.fixture
def server(database):
    with Server(websocket_application()) as server:
        yield server


@pytest.fixture
def world(database):
    """A contact person, a colleague, and the colleague signed in twice."""
    town = make_municipality()
    contact, colleague = make_contact(town), make_member(town)
    return {
        "contact": signed_in(contact),
        "here": signed_in(colleague),
        "phone": signed_in(colleague),
        "who": colleague,
    }


def signed_in(user):
    client = Client()
    assert client.post("/konto/anmelden/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def deactivate(world):
    world["contact"].post(f"/einladungen/personen/{world['who'].pk}/deaktivieren/")


def end_function(world):
    mandate = Mandate.objects.get(person=world["who"])
    world["contact"].post(f"/einladungen/funktionen/{mandate.pk}/beenden/", {"ends_on": timezone.localdate()})


def end_others(world):
    world["here"].post("/konto/sitzungen/", {"others": "1"})


def change_password(world):
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert world["here"].post("/konto/passwort/", data).status_code == 302


def sign_out_on_the_phone(world):
    world["phone"].post("/konto/abmelden/")


@pytest.mark.parametrize(
    ("act", "here", "phone"),
    [
        (deactivate, 4401, 4401),
        (end_function, 4403, 4403),
        (end_others, None, 4401),
        (sign_out_on_the_phone, None, 4401),
        (change_password, None, 4401),
    ],
)
def test_sockets_close_with_their_session(server, world, act, here, phone):
    sessions = [world[name].session.session_key for name in ("here", "phone")]

    async def scenario():
        async with server.open(sessions[0]) as one, server.open(sessions[1]) as two:
            await settle(one)
            await settle(two)
            await sync_to_async(act)(world)
            for socket, code in ((one, here), (two, phone)):
                if code:
                    assert (await close_code(socket, within=3))[0] == code
                else:
                    await settle(socket)

    asyncio.run(scenario())
