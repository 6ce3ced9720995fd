"""Sends requests and reads what they cost."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

from .client import Client
from .processes import Server, Tree

# Of one row in one repeat: so many requests and seconds of CPU, or more of these with fewer requests; seconds at most.
LEAST_REQUESTS, LEAST_CPU, MUCH_CPU, LONGEST = 40, 0.5, 1.0, 5.0
CONNECTIONS, BURST_SECONDS = 4, 0.7
IDLE_SECONDS = 1.0


@dataclass
class Sample:
    """One row in one repeat."""

    cpu_ms: float
    latencies_ms: list[float]
    requests_per_s: float | None = None


@dataclass
class Meter:
    """CPU of one server and the database behind it, without what both do when nobody asks."""

    server: Server
    postgres: Tree
    idle_share: float = field(default=0.0)  # of one CPU

    def now(self) -> float:
        return self.server.tree.cpu_seconds() + self.postgres.cpu_seconds()

    def learn_idle(self) -> None:
        before = self.now()
        time.sleep(IDLE_SECONDS)
        self.idle_share = (self.now() - before) / IDLE_SECONDS

    def settle(self) -> None:
        """Waits until all processes have started and rest."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            before = self.now()
            time.sleep(0.5)
            if self.now() - before < 0.03:
                return


def one_after_another(meter: Meter, send: Callable[[], object], *, exactly: int = 0) -> Sample:
    """Requests on one connection until their CPU is worth reading, or exactly so many tens."""
    latencies = []
    begin = time.perf_counter()
    cpu_before = cpu = meter.now()
    while True:
        for _ in range(10):
            sent = time.perf_counter()
            send()
            latencies.append((time.perf_counter() - sent) * 1000)
        cpu, seconds = meter.now(), time.perf_counter() - begin
        is_enough = cpu - cpu_before >= (LEAST_CPU if len(latencies) >= LEAST_REQUESTS else MUCH_CPU)
        if len(latencies) >= exactly if exactly else is_enough or seconds > LONGEST:
            break
    used = cpu - cpu_before - meter.idle_share * seconds
    return Sample(used / len(latencies) * 1000, latencies)


def at_once(clients: Sequence[Client], path: str) -> float:
    """Requests per second on several connections."""
    counts = [0] * len(clients)
    end = time.perf_counter() + BURST_SECONDS

    def ask(place: int, client: Client) -> None:
        request = client.get_bytes(path)
        while time.perf_counter() < end:
            client.send(request, status=200)
            counts[place] += 1

    begin = time.perf_counter()
    run_threads([(ask, (place, client)) for place, client in enumerate(clients)])
    return sum(counts) / (time.perf_counter() - begin)


def run_threads(calls: Sequence[tuple[Callable[..., None], tuple[Any, ...]]]) -> None:
    """Runs all at once and waits. Raises what one of them raised."""
    errors: list[BaseException] = []

    def guarded(call: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            call(*arguments)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def spread(values: Sequence[float]) -> float:
    """How far the repeats lie apart, as a share of their median."""
    return (max(values) - min(values)) / median(values) if len(values) > 1 and median(values) else 0.0
