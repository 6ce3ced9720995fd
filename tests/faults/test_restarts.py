"""The sockets' process and the database are restarted while people are at work."""

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from cms import services
from cms.demo.child import Child
from cms.services import place, postgres
from forum.models import Post
from notifications.doorbell import stream_group
from notifications.sender import Ring, sender
from tests.harness.site import wait_for
from tests.performance.people import sign_in

from .town import Writers, supervised

SOCKETS = 200
BACK_WITHIN = 60  # seconds


class Page:
    """An open page as notifications/live.js is one: after a close it comes back after a random while."""

    def __init__(self, town, cookies, thread):
        self._url, self._origin = f"{town.site.live_url}/ws/", town.site.url
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={cookies[settings.SESSION_COOKIE_NAME]}"
        self._thread = thread
        self.is_open, self.codes, self.heard = False, Counter(), 0

    async def live(self):
        while True:
            try:
                async with connect(
                    self._url, origin=self._origin, additional_headers={"Cookie": self._cookie}, compression=None
                ) as socket:
                    await socket.send(json.dumps({"type": "watch", "stream": "thread", "id": self._thread}))
                    await socket.send('{"type": "ping"}')
                    async for text in socket:
                        frame = json.loads(text)
                        self.is_open = self.is_open or frame["type"] == "pong"
                        self.heard = max(self.heard, frame.get("version", 0))
            except ConnectionClosed as end:
                self.codes[end.rcvd.code if end.rcvd else "cut"] += 1
            except (OSError, TimeoutError):
                self.codes["nobody there"] += 1
            self.is_open = False
            await asyncio.sleep(1 + random.random() * 9)


async def until(condition, patience=BACK_WITHIN):
    started = time.monotonic()
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.1)
    return time.monotonic() - started


def test_200_pages_come_back_after_their_sockets_process_ends(town, note):
    """Asked to end, it says 1012; killed, it says nothing. All are back, and hear."""
    thread = town.new_thread()
    pages = [Page(town, cookies, thread.pk) for cookies in sign_in(town.people[:SOCKETS])]

    async def scenario():
        lives = [asyncio.create_task(page.live()) for page in pages]
        await until(lambda: all(page.is_open for page in pages))
        for end in (town.site.socket.stop, town.site.socket.kill):
            for page in pages:
                page.codes.clear()
            await asyncio.to_thread(end)
            await until(lambda: not any(page.is_open for page in pages))
            codes = sum((page.codes for page in pages), Counter())
            Child.start(town.site.socket)
            seconds = await until(lambda: all(page.is_open for page in pages))
            version = ring()
            await until(lambda: all(page.heard >= version for page in pages))  # noqa: B023
            note(
                f"sockets' process: {end.__name__}",
                f"{SOCKETS} pages: code, all back and hearing after",
                (codes.most_common(1)[0], f"{seconds:.0f} s"),
            )
            if end == town.site.socket.stop:
                assert codes[1012] == SOCKETS
        for life in lives:
            life.cancel()

    def ring():
        version = max(page.heard for page in pages) + 100
        message = {"type": "stream", "stream": "thread", "id": thread.pk, "version": version}
        sender.post([Ring(stream_group("thread", thread.pk), message)])
        return version

    asyncio.run(scenario())


@pytest.fixture
def durable_database():
    """As in production: what was acknowledged has reached the disk."""
    where = place.find_place()
    end_database("fast")
    postgres.start(where, fsync=True)
    yield
    end_database("fast")
    services.start(fsync=False)


def end_database(mode):
    """``fast``: connections are cut, transactions rolled back. ``killed``: as by a power cut."""
    connection.close()
    where = place.find_place()
    pid = postgres.pid(where)
    os.kill(pid, {"fast": signal.SIGINT, "killed": signal.SIGQUIT}[mode])
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), "PostgreSQL does not end")


@pytest.mark.parametrize("mode", ["fast", "killed"])
def test_the_database_is_restarted_under_load(town, note, durable_database, mode):
    thread = town.new_thread()
    town.site.start_worker()
    with supervised(town.site.worker):
        with Writers(town, thread, town.people[50:54], pause=0.2) as writers:
            time.sleep(4)
            before = len(writers.acknowledged)
            end_database(mode)
            time.sleep(2)
            postgres.start(place.find_place(), fsync=True)
            returned, meanwhile = time.monotonic(), len(writers.acknowledged)
            wait_for(lambda: len(writers.acknowledged) > meanwhile, "nobody can post again", 20)
            seconds = time.monotonic() - returned
            time.sleep(4)
        posts = [thread.last_post, *writers.posts()]
        town.settle()
    wanted, missing, doubled = town.count(posts)
    note(
        f"database restarted ({mode}) under load",
        "posted, lost, refused; back after",
        (len(writers.acknowledged), writers.lost, writers.errors, f"{seconds:.1f} s"),
    )
    note("", "notifications wanted, missing, doubled", (wanted, missing, doubled))
    assert before
    assert set(writers.codes) <= {302, 503, 0}
    assert writers.lost == 0
    assert Post.objects.filter(thread=thread).count() == len(posts)
    assert (missing, doubled) == (0, 0)
    assert writers.slowest < 10
