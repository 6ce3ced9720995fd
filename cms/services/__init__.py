"""Embedded PostgreSQL and Valkey for the demo, development and tests: real servers from wheels.

Settings only ask for addresses (`database_url`, `valkey_url`); nothing starts by importing. The servers live in a
folder of `var_dir()`, outlive the process that started them and are found again by the next one. The environment
variables DATABASE_URL and VALKEY_URL replace them, one by one. Elasticsearch is started by itself and only when asked
for (`start_search`). This package works without Django.
"""

import os
from dataclasses import dataclass
from types import ModuleType

from . import elasticsearch, postgres, valkey
from .place import ServiceError, find_place, lock, var_dir

__all__ = [
    "ServiceError",
    "Status",
    "database_url",
    "start",
    "start_search",
    "status",
    "stop",
    "stop_search",
    "valkey_url",
    "var_dir",
]

SERVERS = {"DATABASE_URL": postgres, "VALKEY_URL": valkey}


@dataclass(frozen=True)
class Status:
    """One server: where it is, whether it answers, and whether it is ours to start and stop."""

    name: str
    url: str
    is_external: bool
    is_running: bool
    pid: int | None


def database_url() -> str:
    """The database's address, whether or not anything runs there yet."""
    return os.environ.get("DATABASE_URL") or postgres.url(find_place())


def valkey_url() -> str:
    """Valkey's address in a form that redis-py and channels-redis read."""
    return os.environ.get("VALKEY_URL") or valkey.url(find_place())


def start(*, fsync: bool | None = None) -> list[Status]:
    """Start what is not running yet and wait until it answers; create the cluster and the database at first.

    `fsync=False` trades safety against a power cut for speed (tests); without it RATSCHLAG_FSYNC=off decides. A server
    found running keeps the mode it was started with. Concurrent calls wait for each other. Raises ServiceError.
    """
    if fsync is None:
        fsync = os.environ.get("RATSCHLAG_FSYNC", "on") != "off"
    if servers := _embedded():
        place = find_place()
        place.prepare()
        with lock():
            if postgres in servers:
                postgres.start(place, fsync=fsync)
            if valkey in servers:
                valkey.start(place)
    return status()


def stop() -> list[Status]:
    """Stop the embedded servers and wait until they have gone; fine when none runs. Raises ServiceError."""
    if (servers := _embedded()) and (place := find_place()).folder.is_dir():
        with lock():
            for server in servers:
                server.stop(place)
    return status()


def start_search() -> str:
    """Start Elasticsearch unless it runs, wait until it answers, and give its address. Raises ServiceError.

    The first time Maven fetches it. An address in ELASTICSEARCH_URL is given back as it is.
    """
    if external_url := os.environ.get("ELASTICSEARCH_URL"):
        return external_url
    place = find_place()
    place.prepare()
    with lock():
        elasticsearch.start(place)
    return elasticsearch.url(place)


def stop_search() -> None:
    """Stop our Elasticsearch; fine when none runs. Raises ServiceError."""
    if (place := find_place()).folder.is_dir():
        with lock():
            elasticsearch.stop(place)


def status() -> list[Status]:
    """What runs where. An external server is not asked, only named; a search server only where one has been started."""
    servers = dict(SERVERS)
    if os.environ.get("ELASTICSEARCH_URL") or elasticsearch.url(find_place()):
        servers["ELASTICSEARCH_URL"] = elasticsearch
    return [_status(variable, server) for variable, server in servers.items()]


def _embedded() -> list[ModuleType]:
    return [server for variable, server in SERVERS.items() if not os.environ.get(variable)]


def _status(variable: str, server: ModuleType) -> Status:
    if external_url := os.environ.get(variable):
        return Status(server.NAME, external_url, is_external=True, is_running=True, pid=None)
    place = find_place()
    is_running = server.is_running(place)
    return Status(server.NAME, server.url(place), False, is_running, server.pid(place) if is_running else None)
