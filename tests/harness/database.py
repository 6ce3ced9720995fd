"""The migrated database, and copies of it for one test or module.

A flush, Django's own way after a test with real transactions, would forget Wagtail's page tree and whatever else
migrations have written, and so spoil the database for all that follow.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import setup_databases

from cms import services
from cms.services import postgres

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("kit", "forum", "directory", "notifications", "home", "search", "cms", "requirements")


def migrated_database(*, keep: bool) -> list:
    """Create the test database; what `teardown_databases` wants. With ``keep``, one that is there is migrated on.

    To migrate takes 20 s, and each process of the run needs it: the first one notes the result, the others read it in
    half a second, as does the next run that finds the same sources. A server of somebody else's migrates each time.
    """
    if keep or os.environ.get("DATABASE_URL"):
        return setup_databases(0, interactive=False, keepdb=keep, serialized_aliases=())
    folder = services.var_dir()
    folder = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    note = folder / f"migrated-{_hash_of_sources()}.sql"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            for old in folder.glob("migrated-*"):
                old.unlink()
            databases = setup_databases(0, interactive=False, serialized_aliases=())
            partial = note.with_suffix(".partial")
            _run("pg_dump", "--no-owner", "--file", partial, _url(connection.settings_dict["NAME"]))
            partial.rename(note)
            return databases
    name = connection.settings_dict["NAME"]
    copy = connection.creation._get_test_db_name()
    _execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)", f"CREATE DATABASE {copy}")
    _run("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file", note, _url(copy))
    connection.close()
    connection.settings_dict["NAME"] = copy
    return [(connection, name, True)]


def _hash_of_sources() -> str:
    """Of everything the migrated database may depend on."""
    found = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".json", ".csv", ".txt", ".sql"):
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _run(program: str, *arguments: object) -> None:
    """One of the embedded server's own programs."""
    command = [str(word) for word in (postgres.programs() / program, *arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _url(name: str) -> str:
    return urlsplit(services.database_url())._replace(path=f"/{name}").geturl()


@contextmanager
def copied_database(suffix: str) -> Iterator[str]:
    """Copy the test database; this process' ORM, in all its threads, works on the copy meanwhile. Yields its URL."""
    template = connection.settings_dict["NAME"]
    url = url_of_copy(suffix)
    name = urlsplit(url).path[1:]
    disconnect_everybody()
    _execute(
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {template}",
    )
    connection.settings_dict["NAME"] = name
    try:
        yield url
    finally:
        connection.close()
        connection.settings_dict["NAME"] = template
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of_copy(suffix: str) -> str:
    """The address that a copy has, has had, or will have."""
    return _url(f"{connection.settings_dict['NAME']}_{suffix}")


@contextmanager
def empty_database(suffix: str) -> Iterator[str]:
    """A database without a table, for somebody else's site. Yields its URL."""
    url = url_of_copy(suffix)
    name = urlsplit(url).path[1:]
    _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    try:
        yield url
    finally:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


def disconnect_everybody() -> None:
    """Closes all connections to the database, those of threads and processes a test left behind, too."""
    name = connection.settings_dict["NAME"]
    connection.close()
    _execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def _execute(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
