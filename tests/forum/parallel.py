"""Several people at once: each function runs in a thread, with a database connection of its own."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test import Client

PATIENCE = 30  # seconds


def at_once(tasks: Iterable[Callable[[], Any]]) -> list[Any]:
    """Starts all at the same moment; gives their results in order, raises the first error."""
    tasks = list(tasks)
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE)
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        futures = [pool.submit(run, task) for task in tasks]
        return [future.result() for future in futures]


@contextmanager
def meanwhile(task: Callable[[], Any]):
    """Starts the task, waits until it waits for a lock that the block's transaction holds, then runs the block.

    Use it inside the transaction; ``future.result()`` after its end is what the task came to.
    """
    pool = ThreadPoolExecutor(1)

    def run() -> Any:
        try:
            return task()
        finally:
            connections.close_all()

    future: Future[Any] = pool.submit(run)
    deadline = time.monotonic() + PATIENCE
    while not _somebody_waits():
        if future.done() or time.monotonic() > deadline:
            raise AssertionError(f"did not wait for a lock: {future.result(0) if future.done() else 'still running'}")
        time.sleep(0.01)
    try:
        yield future
    finally:
        pool.shutdown(wait=False)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def deadlocks() -> int:
    """How many the server has seen in this database. Statistics of other connections arrive when these close."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def session_of(user: Any) -> str:
    """Signs in; the cookie's value."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def browser(session: str) -> Client:
    """One more tab of a signed-in person."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client
