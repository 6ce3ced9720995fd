"""The live socket against a real server and a real Valkey."""

import asyncio
import json
import random

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth import logout
from django.db import connections
from django.http import HttpRequest
from websockets.exceptions import InvalidStatus

from kit.access import user_key
from notifications import consumers
from notifications.actions import mark_read
from notifications.doorbell import close_user, recheck_stream, recheck_user, ring_stream, ring_users, user_group
from notifications.routing import websocket_application
from tests.factories import make_applicant, make_member

from .live import Server, close_code, hear, settle, sign_in, silence, wait_for
from .world import STREAM, tell


@pytest.fixture
def server(live_database):
    with Server(websocket_application()) as server:
        yield server


@pytest.fixture
def anna(live_database):
    return make_member()


def watch(thread, stream=STREAM):
    return json.dumps({"type": "watch", "stream": stream, "id": thread})


def run(coroutine):
    return asyncio.run(coroutine)


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("http://{host}", True),
        ("HTTP://{host}", True),
        (None, False),
        ("null", False),
        ("https://{host}", False),
        ("http://127.0.0.1", False),
        ("http://127.0.0.1:1", False),
        ("http://localhost:{port}", False),
        ("http://sub.{host}", False),
        ("http://{host}.evil.example", False),
        ("http://{host}/", False),
        ("http://user@{host}", False),
        ("http://evil.example", False),
        ("{host}", False),
        ("ws://{host}", False),
        ("file://", False),
        ("http://[", False),
        ("http://{host}, http://evil.example", False),
    ],
)
def test_only_pages_of_this_site_may_open_a_socket(server, anna, origin, is_let_in):
    async def scenario():
        value = origin and origin.format(host=server.host, port=server.port)
        async with server.open(session, origin=value) as socket:
            await settle(socket)

    session = sign_in(anna)
    if is_let_in:
        run(scenario())
    else:
        with pytest.raises(InvalidStatus) as refused:
            run(scenario())
        assert refused.value.response.status_code == 403


def test_a_second_origin_header_is_not_believed(server, anna):
    async def scenario():
        async with server.open(session, headers=[("Origin", "http://evil.example")]):
            pass

    session = sign_in(anna)
    with pytest.raises(InvalidStatus):
        run(scenario())


def test_the_sites_address_may_open_a_socket_elsewhere(server, anna, settings):
    async def scenario(origin, **options):
        async with server.open(session, origin=origin, **options) as socket:
            await settle(socket)

    session = sign_in(anna)
    settings.NOTIFICATIONS = {"BASE_URL": "https://netzwerk.example"}
    run(scenario("https://netzwerk.example"))
    run(scenario("https://netzwerk.example:443"))
    with pytest.raises(InvalidStatus):
        run(scenario("http://netzwerk.example"))
    settings.NOTIFICATIONS = {"ORIGINS": ["https://andere.example"]}
    run(scenario("https://andere.example"))
    for other in ("https://netzwerk.example", f"http://{server.host}"):
        with pytest.raises(InvalidStatus):
            run(scenario(other))


def test_behind_a_proxy_the_scheme_is_the_one_the_settings_say(server, anna, settings):
    async def scenario(origin, *headers):
        async with server.open(session, origin=origin, headers=headers) as socket:
            await settle(socket)

    session = sign_in(anna)
    secure, plain = f"https://{server.host}", f"http://{server.host}"
    proxy = ("X-Real-Scheme", "https")
    with pytest.raises(InvalidStatus):
        run(scenario(secure, proxy))
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_REAL_SCHEME", "https")
    run(scenario(secure, proxy))
    for origin, headers in [(plain, [proxy]), (secure, []), (secure, [("X_Real_Scheme", "https")])]:
        with pytest.raises(InvalidStatus):
            run(scenario(origin, *headers))


def test_a_foreign_host_header_is_no_own_origin(server, anna, settings):
    async def scenario():
        async with server.open(session, host=f"localhost:{server.port}", origin=f"http://localhost:{server.port}"):
            pass

    session = sign_in(anna)
    run(scenario())
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with pytest.raises(InvalidStatus):
        run(scenario())


def test_there_is_one_address(server, anna):
    async def scenario(path):
        async with server.open(session, path=path):
            pass

    session = sign_in(anna)
    for path in ("/", "/ws", "/ws/1/", "/forum/"):
        with pytest.raises(InvalidStatus):
            run(scenario(path))


def test_anonymous_people_are_told_4401(server):
    async def scenario(session):
        async with server.open(session) as socket:
            return await close_code(socket)

    for session in ("", "x" * 32, "../../etc", "\u00e4"):
        assert run(scenario(session)) == (4401, [])


def test_applicants_are_told_4403(server):
    async def scenario():
        async with server.open(session) as socket:
            return await close_code(socket)

    session = sign_in(make_applicant())
    assert run(scenario()) == (4403, [])


@pytest.mark.parametrize("change", ["password", "inactive", "session"])
def test_a_session_that_is_over_lets_nobody_in(server, anna, change):
    async def scenario():
        async with server.open(session) as socket:
            return await close_code(socket)

    session = sign_in(anna)
    if change == "password":
        anna.set_password("Ein-neues-Passwort-9")
    elif change == "inactive":
        anna.is_active = False
    else:
        session = session[:-1] + ("a" if session[-1] != "a" else "b")
    anna.save()
    assert run(scenario()) == (4401, [])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"bytes", 1003),
        (b"", 1003),
        ("x" * 4097, 1009),
        (json.dumps({"type": "ping", "x": "ä" * 2040}, ensure_ascii=False), 1009),
        ("", 1008),
        ("no json", 1008),
        ("[" * 4000, 1008),
        ("[]", 1008),
        ("null", 1008),
        ("{}", 1008),
        ('{"type": "__proto__"}', 1008),
        ('{"type": ["ping"]}', 1008),
        ('{"type": "bell"}', 1008),
        ('{"type": "join", "group": "user.1"}', 1008),
        ('{"type": "watch"}', 1008),
        ('{"type": "watch", "stream": "test_thread", "id": "1"}', 1008),
        ('{"type": "watch", "stream": "test_thread", "id": 0}', 1008),
        ('{"type": "watch", "stream": "test_thread", "id": -1}', 1008),
        ('{"type": "watch", "stream": "test_thread", "id": 1e3}', 1008),
        ('{"type": "watch", "stream": "test_thread", "id": 9223372036854775808}', 1008),
        ('{"type": "watch", "stream": 5, "id": 5}', 1008),
    ],
)
def test_frames_that_are_not_understood_end_the_socket(server, anna, frame, code):
    async def scenario():
        async with server.open(session) as socket:
            await settle(socket)
            await socket.send(frame)
            return await close_code(socket)

    session = sign_in(anna)
    assert run(scenario()) == (code, [])


def test_a_frame_of_exactly_4_kib_is_read(server, anna):
    async def scenario():
        async with server.open(session) as socket:
            await socket.send('{"type": "ping"}'.ljust(4096))
            assert await hear(socket) == {"type": "pong"}

    session = sign_in(anna)
    run(scenario())


def test_200_fuzzed_frames_join_nothing_and_show_nothing(server, anna, world):
    ben = make_member()
    world.rooms = {1: "area:7", 2: user_key(ben.pk)}
    words = ["watch", "ping", "user.1", STREAM, "__class__", "constructor", "stream", "close", "recheck", None, 1, -1]
    chance = random.Random(27)

    async def scenario():
        for _ in range(200):
            frame = {chance.choice(["type", "stream", "id", "group"]): chance.choice(words) for _ in range(4)}
            async with server.open(session) as socket:
                await socket.send(json.dumps(frame))
                await socket.send(watch(chance.choice([1, 2, 3])))
                await socket.send('{"type": "ping"}')
                try:
                    frames = [await hear(socket)]
                except Exception:
                    frames = []
                assert frames in ([], [{"type": "pong"}])

    session = sign_in(anna)
    run(scenario())
    wait_for(lambda: not consumers._open)


def test_more_than_20_frames_in_10_seconds_end_the_socket(server, anna):
    async def scenario():
        async with server.open(session) as socket:
            for _ in range(20):
                await settle(socket)
            await socket.send('{"type": "ping"}')
            return await close_code(socket)

    session = sign_in(anna)
    assert run(scenario())[0] == 1008


def test_the_sixth_socket_of_a_person_is_refused(server, anna):
    async def scenario():
        sockets = [await server.open(session) for _ in range(5)]
        for socket in sockets:
            await settle(socket)
        async with server.open(session) as sixth:
            assert await close_code(sixth) == (4429, [])
        async with server.open(other) as of_ben:
            await settle(of_ben)
        await sockets[0].close()
        async with server.open(session) as again:
            await settle(again)
        for socket in sockets:
            await socket.close()

    session, other = sign_in(anna), sign_in(make_member())
    run(scenario())
    wait_for(lambda: not consumers._open)


def test_nothing_is_compressed(server, anna):
    async def scenario():
        async with server.open(session, compression="deflate") as socket:
            assert "Sec-WebSocket-Extensions" not in socket.response.headers

    session = sign_in(anna)
    run(scenario())


def test_the_bell_rings_on_all_pages_of_the_person_and_on_no_other(server, anna):
    ben = make_member()

    async def scenario():
        async with server.open(sign(anna)) as one, server.open(sign(anna)) as two, server.open(sign(ben)) as other:
            for socket in (one, two, other):
                await settle(socket)
            await sync_to_async(tell)(anna, post=1)
            assert [await hear(one), await hear(two)] == [{"type": "bell"}, {"type": "bell"}]
            await silence(other)
            await sync_to_async(mark_read)(user=anna, everything=True)
            assert [await hear(one), await hear(two)] == [{"type": "bell"}, {"type": "bell"}]

    sessions = {person.pk: sign_in(person) for person in (anna, ben)}
    sign = lambda person: sessions[person.pk]  # noqa: E731
    run(scenario())


def test_a_watched_thread_says_its_version_and_nothing_else(server, anna, world):
    world.rooms = {12: "members", 13: "members"}

    async def scenario():
        async with server.open(session) as socket:
            await socket.send(watch(12))
            await settle(socket)
            await sync_to_async(ring_stream)(STREAM, 13, 5)
            await sync_to_async(ring_stream)(STREAM, 12, 34)
            assert await hear(socket) == {"type": STREAM, "id": 12, "version": 34}
            await silence(socket)

    session = sign_in(anna)
    run(scenario())


def test_who_may_not_know_of_a_thread_hears_nothing_of_it(server, anna, world):
    world.rooms = {12: "area:7"}

    async def scenario():
        async with server.open(session) as socket:
            await socket.send(watch(12))
            await socket.send(watch(404))
            await socket.send(watch(12, stream="unknown"))
            await settle(socket)
            await sync_to_async(ring_stream)(STREAM, 12, 34)
            await sync_to_async(ring_stream)(STREAM, 404, 34)
            await silence(socket)

    session = sign_in(anna)
    run(scenario())


def test_six_watched_objects_are_too_many(server, anna, world):
    world.rooms = dict.fromkeys(range(1, 7), "members")

    async def scenario():
        async with server.open(session) as socket:
            for number in (1, 2, 3, 4, 5, 5, 5):
                await socket.send(watch(number))
            await settle(socket)
            await socket.send(watch(6))
            return await close_code(socket)

    session = sign_in(anna)
    assert run(scenario())[0] == 1008


def test_a_thread_moved_away_falls_silent_at_once(server, anna, world):
    world.rooms = {12: "members"}

    async def scenario():
        async with server.open(session) as socket:
            await socket.send(watch(12))
            await settle(socket)
            world.rooms[12] = "area:7"
            await sync_to_async(recheck_stream)(STREAM, 12)
            assert await hear(socket, within=2) == {"type": "bell"}  # the page asks, and learns that it is gone
            await sync_to_async(ring_stream)(STREAM, 12, 35)
            await silence(socket)
            await socket.send(watch(12))
            await settle(socket)
            await sync_to_async(ring_stream)(STREAM, 12, 36)
            await silence(socket)

    session = sign_in(anna)
    run(scenario())


def test_logout_closes_the_sockets_of_that_session_only(server, anna):
    async def scenario():
        async with server.open(here) as one, server.open(there) as two:
            await settle(one)
            await settle(two)
            await sync_to_async(log_out)(here)
            assert await close_code(one, within=2) == (4401, [])
            await settle(two)

    def log_out(session):
        request = HttpRequest()
        from django.contrib.sessions.backends.db import SessionStore

        request.session, request.user = SessionStore(session), anna
        logout(request)

    here, there = sign_in(anna), sign_in(anna)
    run(scenario())


@pytest.mark.parametrize("ring", [recheck_user, close_user])
def test_deactivation_closes_all_sockets(server, anna, ring):
    async def scenario():
        async with server.open(one_session) as one, server.open(two_session) as two:
            await settle(one)
            await settle(two)
            await sync_to_async(deactivate)()
            assert await close_code(one, within=2) == (4401, [])
            assert await close_code(two, within=2) == (4401, [])

    def deactivate():
        anna.is_active = False
        anna.save()
        ring(anna.pk)

    one_session, two_session = sign_in(anna), sign_in(anna)
    run(scenario())


def test_the_end_of_membership_closes_and_a_mere_question_does_not(server, anna):
    async def scenario():
        async with server.open(session) as socket:
            await settle(socket)
            await sync_to_async(recheck_user)(anna.pk)
            await silence(socket)
            await sync_to_async(end_membership)()
            return await close_code(socket, within=2)

    def end_membership():
        anna.groups.clear()
        for mandate in getattr(anna, "mandates", anna.groups).all():
            mandate.delete()
        recheck_user(anna.pk)

    session = sign_in(anna)
    assert run(scenario()) == (4403, [])


def test_without_any_doorbell_a_lost_session_is_noticed_in_time(server, anna, settings):
    settings.NOTIFICATIONS = {**settings.NOTIFICATIONS, "RECHECK_SECONDS": 1}

    async def scenario():
        async with server.open(session) as socket:
            await settle(socket)
            await sync_to_async(drop)()
            return await close_code(socket, within=3)

    def drop():
        from django.contrib.sessions.models import Session

        Session.objects.filter(pk=session).delete()

    session = sign_in(anna)
    assert run(scenario()) == (4401, [])
    assert consumers.__dict__["MAX_LIFE_SECONDS"] == 12 * 3600


def test_a_socket_has_an_end(server, anna, monkeypatch):
    monkeypatch.setattr(consumers, "MAX_LIFE_SECONDS", 0.5)

    async def scenario():
        async with server.open(session) as socket:
            return await close_code(socket)

    session = sign_in(anna)
    assert run(scenario()) == (1001, [])


def test_one_ring_reaches_100_sockets(server):
    people = [make_member() for _ in range(20)]
    sessions = [sign_in(person) for person in people for _ in range(5)]

    async def scenario():
        sockets = await asyncio.gather(*(server.open(session, open_timeout=60) for session in sessions))
        await asyncio.gather(*(settle(socket, within=60) for socket in sockets))
        await sync_to_async(ring_users)([person.pk for person in people])
        frames = await asyncio.gather(*(hear(socket, within=20) for socket in sockets))
        assert frames == [{"type": "bell"}] * 100
        await asyncio.gather(*(socket.close() for socket in sockets))

    run(scenario())


def test_a_browser_that_leaves_64_doorbells_unread_loses_its_socket_at_once(live_database, anna):
    """A server of our own that gets rid of one frame and of none after it, as one whose pipe is full."""
    said = []

    async def receive():
        if not said:
            return {"type": "websocket.connect"}
        await asyncio.Event().wait()

    async def send(message):
        said.append(message)
        if message["type"] == "websocket.send":
            await asyncio.Event().wait()

    async def scenario():
        scope = {"cookies": {settings.SESSION_COOKIE_NAME: session}}
        socket = asyncio.create_task(consumers.live(scope, receive, send))
        async with asyncio.timeout(5):
            while not socket.done():
                await layer.group_send(user_group(anna.pk), {"type": "bell"})
                await asyncio.sleep(0)

    session = sign_in(anna)
    layer = get_channel_layer()
    run(scenario())
    asyncio.run(sync_to_async(connections.close_all)())  # that of the sockets' common thread
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert said[-1]["code"] == 4429
