"""The live socket of one open tab. It carries doorbells; whoever hears one asks ``/stand/``.

A plain ASGI application on Channels' layer instead of ``AsyncWebsocketConsumer``: that class asks the layer for a
channel before the handshake, without a limit of time, and hops into a thread for every message it passes on.
"""

import asyncio
import json
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import Error as DatabaseError

from kit.access import MEMBERS, keys_of

from . import conf, doorbell
from .registry import find_stream
from .sessions import session_user_id, signed_in_user

logger = logging.getLogger(__name__)

NOT_SIGNED_IN, NOT_A_MEMBER = 4401, 4403
TOO_MANY_SOCKETS = TOO_SLOW = 4429  # the page asks every minute, and comes back after five
GOING_AWAY, NOT_TEXT, REFUSED, TOO_BIG, INTERNAL_ERROR, TRY_LATER = 1001, 1003, 1008, 1009, 1011, 1013

MAX_FRAME = 4096  # bytes
MAX_FRAMES, FRAMES_PER_SECONDS = 20, 10
MAX_WATCHES = 5
MAX_ID = 2**63 - 1
MAX_LIFE_SECONDS = 12 * 3600
PATIENCE = 10  # seconds for a browser to take a frame, and for Valkey to let a socket in

Message = dict[str, Any]
Watch = tuple[str, int]

_open: Counter[int] = Counter()


def open_sockets() -> int:
    """How many live sockets this process serves."""
    return _open.total()


class Ended(Exception):
    """The socket is to be closed with this code; 0 where it is closed already."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class LiveConsumer:
    """One socket, from its handshake to its end."""

    def __init__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        self._receive = receive
        self._send = send
        self._session_key: str = scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        self._layer = get_channel_layer()
        self._channel = ""
        self._user_id = 0
        self._keys: frozenset[str] = frozenset()
        self._watches: set[Watch] = set()
        self._looking = asyncio.Lock()
        self._arrivals: deque[float] = deque(maxlen=MAX_FRAMES)
        self._frames: asyncio.Queue[Message] = asyncio.Queue(conf.max_waiting_frames())

    async def run(self) -> None:
        """Serves the socket. It is accepted first: refused in the handshake, a browser would not learn the code."""
        await self._receive()  # websocket.connect
        await self._send({"type": "websocket.accept"})
        try:
            async with asyncio.timeout(MAX_LIFE_SECONDS), self._admitted():
                await self._serve()
        except Ended as end:
            code = end.code
        except TimeoutError:
            code = GOING_AWAY
        except Exception:
            logger.exception("A live socket failed.")
            code = INTERNAL_ERROR
        with suppress(Exception):  # the browser may be gone
            if code:
                async with asyncio.timeout(PATIENCE):
                    await self._send({"type": "websocket.close", "code": code})

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        """Lets a member in: counts the socket and joins the person's group, before the rights are read, so that no
        change of them is missed in between."""
        self._user_id = await _ask(session_user_id, self._session_key)
        if not self._user_id:
            raise Ended(NOT_SIGNED_IN)
        if _open[self._user_id] >= conf.max_sockets():
            raise Ended(TOO_MANY_SOCKETS)
        _open[self._user_id] += 1
        try:
            try:
                await self._join(doorbell.user_group(self._user_id))
            except Ended:
                await self._give_channel_back()
                raise
            yield
        finally:
            _open[self._user_id] -= 1
            if not _open[self._user_id]:
                del _open[self._user_id]
            await self._leave(doorbell.user_group(self._user_id), *(doorbell.stream_group(*it) for it in self._watches))

    async def _serve(self) -> None:
        """Listens to both sides until one of the tasks raises Ended."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._hear_layer())  # first: once started, its end gives the channel back
                tasks.create_task(self._pass_on())
                tasks.create_task(self._look_regularly())
                tasks.create_task(self._hear_browser())
        except* Ended as ends:
            [end, *_others] = ends.exceptions
        raise end

    # What the browser says ------------------------------------------------------------------------------------------

    async def _hear_browser(self) -> None:
        await self._look()  # before anything is answered
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                raise Ended(0)
            frame = self._read_frame(message)
            match frame:
                case {"type": "ping"}:
                    self._say({"type": "pong"})
                case {"type": "watch", "stream": str(stream), "id": int(number)} if 0 < number <= MAX_ID:
                    await self._watch((stream, number))
                case _:
                    raise Ended(REFUSED)

    def _read_frame(self, message: Message) -> Any:
        """The frame as JSON. Raises Ended for what is too much, too big, or not JSON text."""
        now = time.monotonic()
        if len(self._arrivals) == MAX_FRAMES and now - self._arrivals[0] < FRAMES_PER_SECONDS:
            raise Ended(REFUSED)
        self._arrivals.append(now)
        text = message.get("text")
        if text is None:
            raise Ended(NOT_TEXT)
        if len(text.encode()) > MAX_FRAME:
            raise Ended(TOO_BIG)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise Ended(REFUSED) from None

    async def _watch(self, watch: Watch) -> None:
        """Joins the group of an object, if the person may know of it. Who may not hears nothing, not even a refusal.

        The keys are those of the last look: had they changed since, a recheck would be on its way.
        """
        if watch in self._watches or find_stream(watch[0]) is None:
            return
        if len(self._watches) >= MAX_WATCHES:
            raise Ended(REFUSED)
        async with self._looking:
            group = doorbell.stream_group(*watch)
            await self._join(group)  # before the question, as in _admitted
            if await _ask(self._may_know, watch):
                self._watches.add(watch)
            else:
                await self._leave(group)

    # What the site says ---------------------------------------------------------------------------------------------

    async def _hear_layer(self) -> None:
        while True:
            message = await self._layer.receive(self._channel)
            match message:
                case {"type": "bell"}:
                    self._say({"type": "bell"})
                case {"type": "stream", "stream": stream, "id": number, "version": version}:
                    if (stream, number) in self._watches:
                        self._say({"type": stream, "id": number, "version": version})
                case {"type": "recheck"}:
                    await self._recheck()
                case {"type": "close"}:
                    if message.get("session") in (None, doorbell.session_mark(self._session_key)):
                        raise Ended(NOT_SIGNED_IN)

    async def _look_regularly(self) -> None:
        while True:
            await asyncio.sleep(conf.recheck_seconds())
            await self._recheck()

    async def _recheck(self) -> None:
        """Asks the database again. An object the person lost is left, and the page told to ask for itself."""
        async with self._looking:
            await self._look()
            lost = {watch for watch in self._watches if not await _ask(self._may_know, watch)}
            if lost:
                self._watches -= lost
                await self._leave(*(doorbell.stream_group(*watch) for watch in lost))
                self._say({"type": "bell"})

    # Common parts ---------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Reads what the person may enter. Raises Ended where session or membership are over."""
        self._keys = await _ask(self._keys_now)

    def _keys_now(self) -> frozenset[str]:
        user = signed_in_user(self._session_key)
        if user is None or user.pk != self._user_id:
            raise Ended(NOT_SIGNED_IN)
        keys = keys_of(user)
        if MEMBERS not in keys:
            raise Ended(NOT_A_MEMBER)
        return keys

    def _may_know(self, watch: Watch) -> bool:
        stream = find_stream(watch[0])
        return stream is not None and stream.room_for(watch[1]) in self._keys

    def _say(self, frame: Message) -> None:
        """Lets a frame wait for its turn. A browser with too many unread loses the socket, and asks when it is back."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            raise Ended(TOO_SLOW) from None

    async def _pass_on(self) -> None:
        """Sends what waits, one after the other. A browser that does not take a frame in time loses the socket, too."""
        while True:
            frame = await self._frames.get()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._send({"type": "websocket.send", "text": json.dumps(frame)})
            except TimeoutError:
                raise Ended(TOO_SLOW) from None

    async def _join(self, group: str) -> None:
        """Raises Ended while Valkey is away."""
        try:
            async with asyncio.timeout(PATIENCE):
                self._channel = self._channel or await self._layer.new_channel()
                await self._layer.group_add(group, self._channel)
        except Exception as error:  # whatever a layer raises
            raise Ended(TRY_LATER) from error

    async def _give_channel_back(self) -> None:
        """A layer takes a channel back when a ``receive`` from it is cancelled."""
        with suppress(Exception):
            async with asyncio.timeout(0):
                await self._layer.receive(self._channel)

    async def _leave(self, *groups: str) -> None:
        for group in groups:
            with suppress(Exception):  # Valkey may be away; the layer forgets the group in any case
                await self._layer.group_discard(group, self._channel)


async def _ask(question: Callable[..., Any], *values: Any) -> Any:
    """Asks the database in the sockets' common thread, so that all of them hold one connection. Raises Ended."""
    try:
        return await database_sync_to_async(question)(*values)
    except DatabaseError as error:
        raise Ended(TRY_LATER) from error


async def live(
    scope: Message, receive: Callable[..., Awaitable[Message]], send: Callable[..., Awaitable[None]]
) -> None:
    """The ASGI application of the live socket; ``scope["cookies"]`` must be there."""
    await LiveConsumer(scope, receive, send).run()
