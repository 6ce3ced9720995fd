"""A real server for sockets in this process, and a browser's side of one."""

import asyncio
import contextlib
import json
import threading
import time
from importlib import import_module

import uvicorn
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


class Server:
    """uvicorn in a thread, so that it shares the registries and the database of the test."""

    def __init__(self, application, **options):
        self._socket_ready = threading.Event()
        config = uvicorn.Config(
            application,
            host="127.0.0.1",
            port=0,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="off",
            log_level="error",
            timeout_graceful_shutdown=2,
            **options,
        )
        self._server = uvicorn.Server(config)
        self._server.install_signal_handlers = lambda: None
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self):
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()
        asyncio.run(sync_to_async(connections.close_all)())  # that of the sockets' common thread

    def open(self, session="", *, origin="", host="", headers=(), path="/ws/", **options):
        extra = list(headers)
        if session:
            extra.append(("Cookie", f"other=1; {settings.SESSION_COOKIE_NAME}={session}"))
        origin = f"http://{self.host}" if origin == "" else origin
        return connect(
            f"ws://{host or self.host}{path}",
            host="127.0.0.1",
            port=self.port,
            origin=origin,
            additional_headers=extra,
            compression=options.pop("compression", None),
            **options,
        )


def sign_in(user):
    """A session as the login makes it; returns its key."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


async def close_code(socket, within=5):
    """The code with which the server closes, and what it said before."""
    frames = []
    async with asyncio.timeout(within):
        with contextlib.suppress(ConnectionClosed):
            while True:
                frames.append(await socket.recv())
    return socket.close_code, frames


async def hear(socket, within=5):
    async with asyncio.timeout(within):
        return json.loads(await socket.recv())


async def silence(socket, seconds=0.4):
    """Fails if the server says something."""
    try:
        async with asyncio.timeout(seconds):
            frame = await socket.recv()
    except TimeoutError:
        return
    raise AssertionError(frame)


async def settle(socket, within=20):
    """Waits until the server has let the socket in: it answers a ping."""
    await socket.send('{"type": "ping"}')
    assert await hear(socket, within) == {"type": "pong"}


def wait_for(condition, within=5):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)
