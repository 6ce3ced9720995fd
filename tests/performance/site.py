"""Everything that is measured, started and stopped together: settings, files, database, processes, people."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cms import services
from cms.demo import mailbox
from cms.demo.child import HOST
from cms.services.place import ROOT

from . import database
from .client import Client
from .processes import Processes, free_ports

STATIC_SOURCES = ("cms", "directory", "forum", "home", "kit", "notifications", "search")
# Nothing from outside changes what is measured.
FOREIGN = ("DATABASE_URL", "VALKEY_URL", "ELASTICSEARCH_URL", "RATSCHLAG_DEMO", "RATSCHLAG_FSYNC", "WEB_THREADS")


@dataclass
class Site:
    """The running site. ``floor_cookies``: of the measured member at the floor app."""

    posts: int
    processes: Processes
    member: Any
    cookies: dict[str, str]
    floor_cookies: dict[str, str]

    def client(self, asked_by: str = "member") -> Client:
        """A connection as the member, as a visitor, or as the member of the floor app."""
        if asked_by == "floor":
            return Client(self.processes.floor.port, self.floor_cookies)
        return Client(self.processes.web.port, self.cookies if asked_by == "member" else {})


@contextmanager
def running_site(posts: int, *, anew: bool = False, stale: bool = False) -> Iterator[Site]:
    """Starts all, with the processes of production, and leaves nothing behind but the database for the next time.

    ``anew`` builds that database in any case, ``stale`` keeps it though its generator has changed.
    """
    with _alone():
        for name in FOREIGN:
            os.environ.pop(name, None)
        database.start_servers()
        try:
            yield from _with_servers(posts, anew=anew, stale=stale)
        finally:
            services.stop()


@contextmanager
def _alone() -> Iterator[None]:
    """One run at a time in this folder. Raises SystemExit."""
    folder = services.var_dir()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # whatever the umask: the embedded servers' owner must be able to pass
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Another run of the benchmark uses {folder}; set RATSCHLAG_VAR to have two.") from None
        yield


def _with_servers(posts: int, *, anew: bool, stale: bool) -> Iterator[Site]:
    [postgres] = (each for each in services.status() if each.name == "PostgreSQL")
    assert postgres.pid
    mails = mailbox.serve(_NoMails())
    ports = free_ports(3)
    os.environ |= _environment(ports, f"{mails.hostname}:{mails.port}")
    try:
        name = database.build(posts, anew=anew, stale=stale)
        with database.copy(name) as copied:
            os.environ["DATABASE_URL"] = database.url(copied)
            _collect_static_files()
            processes = Processes(ports, postgres.pid)
            try:
                processes.start()
                yield _signed_in(posts, processes)
            finally:
                processes.stop()
                _disconnect()
    finally:
        mails.stop()
        for address in ("DATABASE_URL", "VALKEY_URL"):  # the servers are ours to stop
            del os.environ[address]


def _signed_in(posts: int, processes: Processes) -> Site:
    import django

    django.setup()
    from .people import FLOOR_BACKEND, measured_member, sign_in

    member = measured_member()
    [cookies], [floor_cookies] = sign_in([member]), sign_in([member], FLOOR_BACKEND)
    return Site(posts, processes, member, cookies, floor_cookies)


def _environment(ports: list[int], mail_server: str) -> dict[str, str]:
    """What the settings of production want to know."""
    web, sockets, _floor = ports
    smtp_host, _, smtp_port = mail_server.partition(":")
    return {
        "DJANGO_SETTINGS_MODULE": "tests.performance.settings",
        "SECRET_KEY": "a-long-value-for-one-run-of-the-benchmark-that-guards-nothing",
        "BASE_URL": f"http://{HOST}:{web}",
        "LIVE_URL": f"ws://{HOST}:{sockets}",
        "SSL_REDIRECT": "0",
        "SMTP_HOST": smtp_host,
        "SMTP_PORT": smtp_port,
        "DEFAULT_FROM_EMAIL": "netzwerk@demo.example",
        "OFFICE_EMAIL": "geschaeftsstelle@demo.example",
        "DATABASE_URL": services.database_url(),
        "VALKEY_URL": services.valkey_url(),
    }


def _collect_static_files() -> None:
    """As in the image: hashed names, compressed. Takes its time, so only after a change."""
    digest = hashlib.sha256()
    for app in STATIC_SOURCES:
        for path in sorted((ROOT / app).rglob("static/**/*")):
            digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
    digest.update((ROOT / "requirements" / "site.txt").read_bytes() + (ROOT / "package-lock.json").read_bytes())
    marker = services.var_dir() / "static.digest"
    if marker.is_file() and marker.read_text() == digest.hexdigest():
        return
    print("Collecting static files …", flush=True)
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, check=True)
    marker.write_text(digest.hexdigest())


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


class _NoMails:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 OK"
