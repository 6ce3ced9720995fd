"""A database for one test or module, copied from the migrated one.

A flush, Django's own way after a test with real transactions, would forget Wagtail's page tree and whatever else
migrations have written, and so spoil the database for all that follow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from cms import services


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
    return urlsplit(services.database_url())._replace(path=f"/{connection.settings_dict['NAME']}_{suffix}").geturl()


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
