"""What an open page shows after any history of events and cuts equals what a fresh page shows."""

import contextlib
import json
import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some
from websockets.sync.client import connect

from forum.actions.editing import edit_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread, restore_post, unlock_thread
from forum.actions.reading import mark_thread_read, mark_thread_unread
from forum.enums import Level, ThreadState, Visibility
from forum.models import Subscription
from notifications.actions import mark_read, mark_unread
from notifications.doorbell import ring_stream
from notifications.models import Notification
from notifications.routing import websocket_application
from tests.factories import make_area, make_member, make_post, make_speaker, make_thread
from tests.harness.database import copied_database
from tests.harness.jobs import run_jobs
from tests.notifications.live import Server, sign_in

ACTS = (
    "reply",
    "reply",
    "edit",
    "hide",
    "restore",
    "lock",
    "read",
    "read_all",
    "unread",
    "cut",
    "sleep",
    "wake",
    "move",
)
SHOWN = {"bell": r'data-bell="(\d+)"', "version": r'data-stream-version="(\d+)"', "end": r'data-end-number="(\d+)"'}


class Page:
    """An open page as notifications/live.js is one: it asks ``/stand/`` on a doorbell and whenever a socket opens."""

    def __init__(self, port, session, thread, other):
        self._port, self._session, self._thread, self._other = port, session, thread, other
        self._client = Client()
        self._client.cookies[settings.SESSION_COOKIE_NAME] = session
        self._socket, self._sockets = None, contextlib.ExitStack()
        self.shows = self.fresh()
        self.connect()

    def fresh(self):
        """What the page shows when it is loaded now; nothing but the bell where the thread is not to be known of."""
        answer = self._client.get(self._thread.get_absolute_url())
        html = answer.content.decode()
        if answer.status_code == 404:
            return {"bell": self._client.get("/stand/").json()["bell"], "version": None, "end": None}
        return {name: int(re.search(pattern, html)[1]) for name, pattern in SHOWN.items()}

    def connect(self):
        if self._socket:
            return
        origin = f"http://127.0.0.1:{self._port}"
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self._session}"}
        opening = connect(f"{origin.replace('http', 'ws')}/ws/", origin=origin, additional_headers=cookie)
        self._socket = self._sockets.enter_context(opening)
        for thread in (self._thread, self._other):
            self._say({"type": "watch", "stream": "thread", "id": thread.pk})
        self._say({"type": "ping"})
        self.hear(until="pong")

    def cut(self):
        self._sockets.close()
        self._socket = None

    def hear(self, until):
        """Takes what the socket brought, up to this type of frame or the other thread's version."""
        while self._socket:
            frame = json.loads(self._socket.recv(timeout=20))
            if frame["type"] == "thread" and frame["id"] == self._other.pk:
                if frame["version"] == until:
                    return
            elif frame["type"] != "thread" or frame["version"] > (self.shows["version"] or 0):
                self._ask()
            if frame["type"] == until:
                return

    def _ask(self):
        stand = self._client.get(f"/stand/?thread={self._thread.pk}&version={self.shows['version'] or 0}").json()
        thread = stand["thread"] or {"version": None, "last_number": None}
        self.shows = {"bell": stand["bell"], "version": thread["version"], "end": thread["last_number"]}

    def _say(self, frame):
        self._socket.send(json.dumps(frame))


class World:
    """Two areas, of which the page's person may enter one; ``play`` lets a history happen."""

    def __init__(self, server):
        self.server = server
        self.area = make_area()
        self.speaker, self.author, self.anna = make_speaker(), make_member(), make_member()
        self.closed = make_area(members=[self.speaker])
        self.other = make_thread(self.area, self.author)
        self.session = sign_in(self.anna)
        self.bells = 0

    def play(self, acts):
        mark_read(user=self.anna, everything=True)
        self.thread = make_thread(self.area, self.author)
        Subscription.objects.create(user=self.anna, thread=self.thread, level=Level.WATCHING)
        page = Page(self.server.port, self.session, self.thread, self.other)
        is_asleep = False
        try:
            for act in acts:
                if act == "cut":
                    page.cut()
                elif act in ("sleep", "wake"):
                    is_asleep = act == "sleep"
                    page.connect()
                else:
                    getattr(self, act)()
                    run_jobs("forum.fan_out", "forum.fan_out_mentions", "forum.tell_author")
                if not is_asleep:
                    self.catch_up(page)
            page.connect()
            self.catch_up(page)
            caches["local"].clear()
            return page.shows, page.fresh()
        finally:
            page.cut()

    def catch_up(self, page):
        """A doorbell of the other thread arrives after all that rang before it."""
        self.bells += 1
        version = 1_000_000 + self.bells
        ring_stream("thread", self.other.pk, version)
        page.hear(until=version)

    def reply(self):
        with contextlib.suppress(Exception):  # locked
            make_post(self.thread, self.author)

    def edit(self):
        post = self._last()
        text = f"Anders gesagt: {post.edit_count}"
        edit_post(actor=self.speaker, post=post, source=text, edit_count=post.edit_count, reason="Klarer")

    def hide(self):
        if self._last().is_public and self._last().number > 1:
            hide_post(actor=self.speaker, post=self._last(), reason="Doppelt")

    def restore(self):
        for post in self.thread.posts.filter(visibility=Visibility.HIDDEN):
            restore_post(actor=self.speaker, post=post)

    def lock(self):
        self.thread.refresh_from_db()
        act = unlock_thread if self.thread.state == ThreadState.LOCKED else lock_a_thread
        act(actor=self.speaker, thread=self.thread, reason="Geklärt")

    def read(self):
        self.thread.refresh_from_db()
        with contextlib.suppress(Exception):  # moved away
            mark_thread_read(actor=self.anna, thread=self.thread, up_to=self.thread.last_public_number)

    def read_all(self):
        mark_read(user=self.anna, everything=True)

    def unread(self):
        with contextlib.suppress(Exception):  # moved away
            mark_thread_unread(actor=self.anna, thread=self.thread, from_number=1)
        rows = Notification.objects.filter(user=self.anna, object_id=self.thread.pk)
        mark_unread(user=self.anna, notification_ids=list(rows.values_list("pk", flat=True)))

    def move(self):
        """To where the person may not go; nobody brings it back."""
        self.thread = move_thread(actor=self.speaker, thread=self.thread, target=self.closed)

    def _last(self):
        return self.thread.posts.select_related("thread__area").order_by("number").last()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied_database("histories"), Server(websocket_application()) as server:
        yield World(server)


histories = some.lists(some.sampled_from(ACTS), min_size=1, max_size=12)
usual = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


@given(acts=histories)
@how(max_examples=5, **usual)
def test_an_open_page_shows_what_a_fresh_one_shows(world, acts):
    shown, fresh = world.play(acts)
    assert shown == fresh


@pytest.mark.slow
@given(acts=histories)
@how(max_examples=500, **usual)
def test_an_open_page_shows_what_a_fresh_one_shows_after_500_histories(world, acts):
    shown, fresh = world.play(acts)
    assert shown == fresh
