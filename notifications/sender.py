"""How doorbells reach Valkey: from one thread per process that owns the channel layer's connection.

Requests run in WSGI threads, jobs in the worker's threads; none of them has an event loop of its own, and none may wait
for Valkey. Measured with four threads on an embedded Valkey, per doorbell: ``async_to_sync(group_send)`` 8 ms, because
each call opens a loop and with it a connection; a loop in a thread of its own, waiting for the answer, 0.39 ms; handing
over without waiting 0.004 ms, one connection in all. A synchronous PUBLISH in the layer's own format takes 0.10 ms, but
rests on names inside channels-redis, and a Valkey that hangs would make requests wait. So: hand over and go on.
"""

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from channels.layers import get_channel_layer

from .failpoints import failpoint

logger = logging.getLogger(__name__)

MOMENT = 0.012  # seconds a doorbell waits at most for the answer of the request that rang it; doubles meet meanwhile
PATIENCE = 0.5  # seconds for one send
PAUSE = 1.0  # seconds between attempts while Valkey is away
ECHO = 3.0  # seconds until what waited for Valkey rings once more: listeners may have come back later than we
MAX_WAITING = 10_000


@dataclass(frozen=True)
class Ring:
    """A message for a group of sockets. A newer one with the same key replaces it while it waits."""

    group: str
    message: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.group, self.message["type"], self.message.get("session", "")


class Sender:
    """Sends rings in the order they came. What cannot be sent waits, without doubles, until Valkey is back."""

    def __init__(self) -> None:
        self._reset()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._reset)  # a fork has neither the thread nor a usable lock

    def _reset(self) -> None:
        self._condition = threading.Condition()
        self._waiting: dict[tuple[str, str, str], Ring] = {}
        self._thread: threading.Thread | None = None
        self._is_sending = self._is_closed = self._is_due = False

    def post(self, rings: Iterable[Ring]) -> None:
        """Hands over and returns at once; never raises for a Valkey that is away. Safe in any thread."""
        with self._condition:
            for ring in rings:
                self._waiting.pop(ring.key, None)
                self._waiting[ring.key] = ring
            while len(self._waiting) > MAX_WAITING:
                del self._waiting[next(iter(self._waiting))]
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._work, name="doorbells", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def leave(self, **_kwargs: Any) -> None:
        """What waits may go now: an answer has left. Receiver of ``request_finished``."""
        if self._waiting:
            with self._condition:
                self._is_due = True
                self._condition.notify_all()

    def close(self) -> None:
        """Gives the last doorbells of a process that ends a moment to leave, then ends the thread."""
        with self._condition:
            self._condition.wait_for(lambda: not self._waiting and not self._is_sending, PATIENCE)
            self._is_closed = True
            self._condition.notify_all()
        if self._thread:
            self._thread.join(PATIENCE)

    def _work(self) -> None:
        echo: list[Ring] = []
        was_away = False
        with asyncio.Runner() as runner:
            while not self._is_closed:
                batch = self._take(ECHO if echo else None)
                rings, echo = (batch, echo) if batch else (echo, [])
                unsent = runner.run(_send(rings))
                self._keep(unsent)
                if unsent:
                    was_away = was_away or _say_away()
                    self._rest()
                elif was_away:
                    logger.warning("Valkey is back; %d doorbells had waited.", len(rings))
                    was_away, echo = False, rings

    def _take(self, timeout: float | None) -> list[Ring]:
        with self._condition:
            if self._condition.wait_for(lambda: self._waiting or self._is_closed, timeout):
                self._condition.wait_for(lambda: self._is_due or self._is_closed, MOMENT)
            batch, self._waiting, self._is_due = list(self._waiting.values()), {}, False
            self._is_sending = True
            return batch

    def _rest(self) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._is_closed, PAUSE)

    def _keep(self, unsent: list[Ring]) -> None:
        """Puts back what could not be sent, before and never over what has come meanwhile."""
        with self._condition:
            self._waiting = {ring.key: ring for ring in unsent} | self._waiting
            self._is_sending = False
            self._condition.notify_all()


async def _send(rings: list[Ring]) -> list[Ring]:
    """Sends until the first failure; returns the rest."""
    layer = get_channel_layer()
    for number, ring in enumerate(rings):
        try:
            async with asyncio.timeout(PATIENCE):
                failpoint("before_doorbell")
                await layer.group_send(ring.group, ring.message)
                failpoint("after_doorbell")
        except Exception:  # whatever a layer raises: a doorbell must never hurt
            logger.debug("A doorbell could not be sent.", exc_info=True)
            return rings[number:]
    return []


def _say_away() -> bool:
    logger.warning("Valkey does not answer; doorbells wait, pages ask every minute.")
    return True


sender = Sender()
