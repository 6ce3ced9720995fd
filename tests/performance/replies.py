"""Replies by one writer and by eight at once in one thread, with the proof that none was lost or counted twice."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any
from uuid import uuid4

from django.db.models import F

from forum.models import Post, Thread

from .client import Client
from .jobs import drain
from .load import Meter, one_after_another, percentile, run_threads, spread
from .people import FLOOR_BACKEND, members, sign_in
from .results import Row
from .site import Site
from .statements import COUNT, HEADER

WRITERS, REPLIES_EACH = 8, 30
SINGLE_REPLIES = 30  # a writer may send 200, in all repeats together
WORDS = "Wir haben das im Frühjahr ähnlich gelöst und mit den Vereinen vor Ort besprochen, was sie dafür brauchen."
BODY = "".join(f"<p>{WORDS}</p>" for _ in range(5))  # 80 words
NAMES = ("floor-reply-1", "floor-reply-8", "reply-1", "reply-8")


@dataclass
class Target:
    """Where replies go: the site's or the floor's form for one thread of their own, and who writes them."""

    thread: Thread
    port: int
    path: str
    meter: Meter
    cookies: Sequence[dict[str, str]]
    written: int = 0
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    repeats: list[float] = field(default_factory=list)
    busy_latencies: list[float] = field(default_factory=list)
    statements: int = 0

    def clients(self, repeat: int) -> list[Client]:
        """Others in each repeat, so that nobody writes more than settings.MOST_POSTS."""
        start = repeat * WRITERS
        return [Client(self.port, cookies) for cookies in self.cookies[start : start + WRITERS]]

    def send(self, client: Client, headers: dict[str, str] | None = None) -> Any:
        fields = {"body": BODY, "idempotency_key": str(uuid4())}
        return client.post(self.path, fields, headers)


def quiet_threads(count: int) -> list[Thread]:
    """Ordinary threads in open areas, whose posts are all public, so that counting them is simple."""
    found = (
        Thread.objects.listed()
        .filter(area__room="members", state="open", pinned_at=None, tag_ids=[])
        .filter(next_number=F("last_public_number") + 1, reply_count=F("last_public_number") - 1)
        .filter(last_public_number__range=(5, 200))
        .select_related("area")
        .order_by("pk")[:count]
    )
    return list(found)


def reply_rows(site: Site, repeats: int, tell: Callable[[str], None]) -> list[Row]:
    """Four rows, those of the floor first. The worker runs beside the eight writers, and rests beside the one."""
    floor, own = _targets(site, repeats)
    before = {target.thread.pk: _state(target.thread.pk) for target in (floor, own)}
    for target in (floor, own):
        for client in target.clients(0):
            answer = target.send(client, {HEADER: COUNT})
            target.statements, target.written = int(answer.header(HEADER)), target.written + 1
            client.close()
        _write_together(replace(target, busy_latencies=[]), repeats)  # PostgreSQL has planned what each connection asks
        target.written += WRITERS * REPLIES_EACH
    for repeat in range(repeats):
        tell(f"replies, repeat {repeat + 1} of {repeats}")
        drain()
        with site.processes.worker.paused():
            for target in (floor, own):
                target.meter.learn_idle()
                _write_alone(target, repeat)
        drain()
        for target in (floor, own):
            target.rates.append(_write_together(target, repeat))
    drain()
    with site.processes.worker.paused():
        undisturbed = _write_together(replace(own, busy_latencies=[]), 0)
    own.written += WRITERS * REPLIES_EACH
    drain()
    rows = []
    for target, prefix in ((floor, "floor-"), (own, "")):
        proof = _faults(target, before[target.thread.pk], is_site=target is own)
        rows += _rows(target, prefix, proof)
    alone, together = rows[2:]
    together.note = f"while the worker rests {undisturbed:.0f} /s"
    alone.floor = "floor-reply-1"
    alone.ratios = [mine / theirs for mine, theirs in zip(own.repeats, floor.repeats, strict=True)]
    alone.floor_ratio = median(alone.ratios)
    return rows


def _targets(site: Site, repeats: int) -> tuple[Target, Target]:
    first, second = quiet_threads(2)
    writers = members(WRITERS * (repeats + 1))
    processes = site.processes
    floor = Target(
        first,
        processes.floor.port,
        f"/thread/{first.pk}/reply/",
        Meter(processes.floor, processes.postgres),
        sign_in(writers, FLOOR_BACKEND),
    )
    own = Target(
        second,
        processes.web.port,
        f"{second.get_absolute_url()}antwort/",
        Meter(processes.web, processes.postgres),
        sign_in(writers),
    )
    return floor, own


def _write_alone(target: Target, repeat: int) -> None:
    client = target.clients(repeat)[0]
    sample = one_after_another(target.meter, lambda: target.send(client), exactly=SINGLE_REPLIES)
    client.close()
    target.written += len(sample.latencies_ms)
    target.latencies += sample.latencies_ms
    target.repeats.append(sample.cpu_ms)


def _write_together(target: Target, repeat: int) -> float:
    """Replies per second of all writers."""

    def write(client: Client) -> None:
        for _ in range(REPLIES_EACH):
            begin = time.perf_counter()
            target.send(client)
            target.busy_latencies.append((time.perf_counter() - begin) * 1000)

    clients = target.clients(repeat)
    begin = time.perf_counter()
    run_threads([(write, (client,)) for client in clients])
    seconds = time.perf_counter() - begin
    target.written += WRITERS * REPLIES_EACH
    for client in clients:
        client.close()
    return WRITERS * REPLIES_EACH / seconds


def _state(pk: int) -> dict[str, int]:
    fields = ("next_number", "last_public_number", "reply_count", "version")
    state = Thread.objects.values(*fields).get(pk=pk)
    return {**state, "rows": Post.objects.filter(thread=pk).count()}


def _faults(target: Target, before: dict[str, int], *, is_site: bool) -> list[str]:
    """What is wrong in the database after so many replies; nothing if all is right."""
    after = _state(target.thread.pk)
    numbers = list(Post.objects.filter(thread=target.thread.pk).order_by("number").values_list("number", flat=True))
    counters = [name for name in before if name != "version" or is_site]
    faults = [
        f"{name} rose by {after[name] - before[name]}"
        for name in counters
        if after[name] - before[name] != target.written
    ]
    if numbers != list(range(1, after["rows"] + 1)):
        faults.append("numbers have gaps or doubles")
    if is_site and Thread.objects.values_list("last_post__number", flat=True).get(pk=target.thread.pk) != numbers[-1]:
        faults.append("the last post is another one")
    return faults


def _rows(target: Target, prefix: str, faults: list[str]) -> list[Row]:
    proof = f"FAILED: {', '.join(faults)}" if faults else f"{target.written} replies: rows, numbers, counters exact"
    alone = Row(f"{prefix}reply-1", statements=target.statements, repeats=target.repeats)
    alone.cpu_ms, alone.noise = median(target.repeats), spread(target.repeats)
    together = Row(f"{prefix}reply-8", statements=target.statements, proof=proof)
    together.requests_per_s, together.noise = median(target.rates), spread(target.rates)
    for row, latencies in ((alone, target.latencies), (together, target.busy_latencies)):
        row.p50_ms, row.p95_ms, row.p99_ms = (percentile(latencies, percent) for percent in (50, 95, 99))
    return [alone, together]
