"""Sockets while Valkey is away: they live on, new ones are sent away politely, and afterwards nothing is missing."""

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async

from notifications import consumers
from notifications import sender as sender_module
from notifications.doorbell import ring_users
from notifications.routing import websocket_application
from notifications.sender import Sender
from tests.factories import make_member

from .live import Server, close_code, hear, settle, sign_in, wait_for
from .valkey import line_to_valkey

pytestmark = pytest.mark.faults


@pytest.fixture
def line(settings, monkeypatch):
    with line_to_valkey(settings) as (line, _ear):
        sender = Sender()
        monkeypatch.setattr("notifications.doorbell.sender", sender)
        monkeypatch.setattr(consumers, "PATIENCE", 1)
        yield line
        sender.close()


@pytest.fixture
def server(live_database, line):
    with Server(websocket_application()) as server:
        yield server


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_an_open_socket_hears_what_rang_while_valkey_was_away(server, line, fault):
    anna = make_member()

    async def scenario():
        async with server.open(session) as socket:
            await settle(socket)
            getattr(line, fault)()
            await asyncio.sleep(0.3)
            await sync_to_async(ring_users)([anna.pk])
            await asyncio.sleep(1)
            await settle(socket)
            line.restore()
            started = time.monotonic()
            assert await hear(socket, within=10) == {"type": "bell"}
            return time.monotonic() - started

    session = sign_in(anna)
    assert asyncio.run(scenario()) < 10


@pytest.mark.parametrize("fault", ["cut", "hold"])
def test_a_socket_that_comes_meanwhile_is_told_to_come_back(server, line, fault):
    anna = make_member()

    async def scenario():
        getattr(line, fault)()
        async with server.open(session) as socket:
            assert await close_code(socket) == (1013, [])
        line.restore()
        await asyncio.sleep(1.5)
        async with server.open(session) as socket:
            await settle(socket)
            await sync_to_async(ring_users)([anna.pk])
            assert await hear(socket) == {"type": "bell"}

    session = sign_in(anna)
    asyncio.run(scenario())
    wait_for(lambda: not consumers._open)


@pytest.mark.slow
def test_a_browser_that_reads_nothing_loses_its_socket_and_disturbs_nobody(server, line, monkeypatch):
    """The stalled one never reads; the other goes on hearing. Frames are small, so many are needed to fill the pipe."""
    anna, ben = make_member(), make_member()
    monkeypatch.setattr(sender_module, "PATIENCE", 5)

    async def scenario():
        async with server.open(sessions[1]) as other:
            stalled = await server.open(sessions[0], max_queue=1, ping_interval=None)
            await settle(stalled)
            await settle(other)
            stalled.transport.pause_reading()
            for _ in range(400):
                await sync_to_async(flood)()
                if anna.pk not in consumers._open:
                    break
            await sync_to_async(ring_users)([ben.pk])
            assert await hear(other) == {"type": "bell"}
            stalled.transport.abort()

    def flood():
        import msgpack
        import redis
        from django.conf import settings

        from cms import services

        client = redis.Redis.from_url(services.valkey_url())
        prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
        pipe = client.pipeline(transaction=False)
        for _ in range(2000):
            pipe.publish(f"{prefix}__group__user.{anna.pk}", msgpack.packb({"type": "bell"}))
        pipe.execute()
        client.close()

    sessions = [sign_in(anna), sign_in(ben)]
    asyncio.run(scenario())
    wait_for(lambda: not consumers._open, within=15)
