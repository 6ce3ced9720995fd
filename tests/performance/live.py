"""From sending a reply to its arrival at every open page of the thread."""

import os
import time
from collections.abc import Callable
from uuid import uuid4

from forum.models import Thread

from .client import Client
from .jobs import drain
from .load import percentile
from .people import LIVE_PEOPLE, members, sign_in
from .replies import BODY, quiet_threads
from .results import Row
from .site import Site
from .sockets import Sockets

REPLIES = {1: 60, 200: 30, 1000: 15}  # by number of sockets
NAMES = {f"live-{count}": count for count in REPLIES}


def live_row(site: Site, name: str, tell: Callable[[str], None]) -> Row:
    """Percentiles over all sockets and replies; each reply waits until the job of the one before is done."""
    count = NAMES[name]
    tell(f"live, {count} sockets")
    thread = quiet_threads(3)[-1]
    writer, *readers = sign_in(members(count + 1, skip=LIVE_PEOPLE))
    drain()
    sockets = Sockets(site.processes.socket.port, os.environ["BASE_URL"], readers, thread.pk)
    client = Client(site.processes.web.port, writer)
    milliseconds: list[float] = []
    try:
        sockets.version = Thread.objects.values_list("version", flat=True).get(pk=thread.pk)
        for _ in range(REPLIES[count]):
            request = client.post_bytes(
                f"{thread.get_absolute_url()}antwort/", {"body": BODY, "idempotency_key": str(uuid4())}
            )
            begin = time.perf_counter()
            client.connection.sendall(request)
            milliseconds += sockets.arrivals(begin)
            answer = client.receive()
            if answer.status != 302:
                raise RuntimeError(f"reply: {answer.status}\n{answer.body[:2000]!r}")
            drain()
        memory = site.processes.socket.tree.pss_mb()
    finally:
        client.close()
        sockets.close()
    row = Row(name, pss_mb=memory, proof=f"{REPLIES[count]} replies, each heard by all {count}")
    row.p50_ms, row.p95_ms, row.p99_ms = (percentile(milliseconds, percent) for percent in (50, 95, 99))
    return row
