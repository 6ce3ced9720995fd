"""The large database: built once, kept, and copied for each run, which may then write what it likes."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from cms import services
from cms.services.place import ROOT

GENERATOR = ("cms/demo/bulk", "cms/demo/seed", "cms/demo/data", "cms/management/commands/demo.py")
OWN_APPS = ("cms", "directory", "forum", "home", "kit", "notifications", "search")


def start_servers() -> None:
    """PostgreSQL and Valkey of the benchmark's own folder, with fsync. Raises ServiceError."""
    services.start(fsync=True)
    with _server() as server:
        is_safe = server.execute("SHOW fsync").fetchone() == ("on",)
    if not is_safe:  # found running, started by somebody else
        services.stop()
        services.start(fsync=True)


def build(posts: int, *, anew: bool, stale: bool) -> str:
    """The name of the database with so many posts; built where it is missing or outdated, migrated where it is old.

    ``anew`` builds it in any case; with ``stale`` a changed generator, or a changed migration, is no reason to.
    """
    name = f"bench_{posts}"
    wanted = {"generator": _digest(_files(*GENERATOR)), "migrations": _migrations()}
    known = {} if anew else _marker(name)
    if known == wanted:
        return name
    if known and (stale or _is_only_older(known, wanted)):
        print(f"Migrating {name} …", flush=True)
        _manage(name, "migrate", "--verbosity", "0", "--skip-checks")
    else:
        print(f"Building {name}, kept for the next time …", flush=True)
        _execute("DROP DATABASE IF EXISTS {0} WITH (FORCE)", name)
        _execute("CREATE DATABASE {0}", name)
        _manage(name, "migrate", "--verbosity", "0", "--skip-checks")
        _manage(name, "setup_groups")
        _manage(name, "demo", "--bench", "--posts", str(posts), "--force")
        known = wanted
    with psycopg.connect(url(name), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    marker = {"generator": known["generator"], "migrations": wanted["migrations"]}
    _execute("COMMENT ON DATABASE {0} IS {1}", name, text=json.dumps(marker))
    return name


def _is_only_older(known: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether nothing but new migrations has come since."""
    migrations = known["migrations"].items()
    return known["generator"] == wanted["generator"] and migrations <= wanted["migrations"].items()


@contextmanager
def copy(name: str) -> Iterator[str]:
    """A copy for one run, forgotten afterwards. Yields its name."""
    copied = f"{name}_copy"
    _execute("DROP DATABASE IF EXISTS {0} WITH (FORCE)", copied)
    _execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {1}", name, text=name)
    _execute("CREATE DATABASE {0} TEMPLATE {2} STRATEGY FILE_COPY", copied, template=name)
    try:
        yield copied
    finally:
        _execute("DROP DATABASE IF EXISTS {0} WITH (FORCE)", copied)


def url(name: str) -> str:
    return urlsplit(services.database_url())._replace(path=f"/{name}").geturl()


def _server() -> psycopg.Connection:
    return psycopg.connect(url("postgres"), autocommit=True)


def _execute(statement: str, name: str, *, text: str = "", template: str = "") -> None:
    query = sql.SQL(statement).format(sql.Identifier(name), sql.Literal(text), sql.Identifier(template or name))
    with _server() as server:
        server.execute(query)


def _marker(name: str) -> dict[str, Any]:
    """What a finished database says of itself; empty where there is none."""
    with _server() as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return json.loads(row[0]) if row and row[0] else {}


def _migrations() -> dict[str, str]:
    files = _files(*OWN_APPS, pattern="migrations/*.py")
    return {str(path.relative_to(ROOT)): _digest([path]) for path in files}


def _files(*places: str, pattern: str = "*") -> list[Path]:
    found = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else [each for each in path.rglob(pattern) if each.is_file()]
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _manage(name: str, *arguments: str) -> None:
    """A command of the site on this database. Raises CalledProcessError."""
    environment = {**os.environ, "DATABASE_URL": url(name)}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)
