"""What answers somebody from outside, and which rule it obeys.

routes.csv gives every address, socket and command of ours the rows of the permission matrix (permissions.csv) that hold
for it. A name may end with ``*``: the namespaces of Wagtail have one rule each. An exact name wins over such a prefix.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from notifications.routing import SOCKET_PATH

HERE = Path(__file__).parent
OUR_APPS = ("cms", "search", "home", "forum", "directory", "notifications", "kit")
ROLES = "APMKSED"


@dataclass(frozen=True, order=True)
class Route:
    """An address by its name (or, without one, by its path), a socket by its path, a command by its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file; lines with # are comments."""
    lines = (HERE / name).read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def permissions() -> dict[str, dict[str, str]]:
    """The permission matrix: row id → role → cell."""
    return {row["id"]: {role: row[role] for role in ROLES} for row in read_table("permissions.csv")}


def listed_routes() -> dict[Route, list[str]]:
    """What routes.csv says: route → ids of matrix rows."""
    return {Route(row["kind"], row["name"]): row["rows"].split() for row in read_table("routes.csv")}


def existing_routes() -> set[Route]:
    """What the site answers."""
    addresses = {Route("url", name) for name, _ in [*url_patterns(), *demo_patterns()]}
    sockets = {Route("socket", SOCKET_PATH)}  # tests/notifications: every other address is refused
    apps = {command: getattr(app, "name", app) for command, app in get_commands().items()}
    commands = {Route("command", name) for name, app in apps.items() if app.partition(".")[0] in OUR_APPS}
    return addresses | sockets | commands


def url_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    return _walk(get_resolver().url_patterns, (), "/")


def demo_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Those that exist in the demo only."""
    return _walk([path("demo/", include("cms.demo.urls"))], (), "/")


def _walk(
    patterns: Iterable[URLPattern | URLResolver], namespaces: tuple[str, ...], above: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        below = above + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, below)
        else:
            yield ":".join([*namespaces, pattern.name]) if pattern.name else below, pattern


def rows_for(route: Route, listed: dict[Route, list[str]]) -> list[str] | None:
    """The rows that hold for a route; None where the list does not know it."""
    if route in listed:
        return listed[route]
    prefixes = [each for each in listed if each.kind == route.kind and _is_prefix(each.name, route.name)]
    return listed[max(prefixes, key=lambda each: len(each.name))] if prefixes else None


def complaints(existing: set[Route], listed: dict[Route, list[str]], known_rows: Iterable[str]) -> list[str]:
    """What is wrong between the site, routes.csv and permissions.csv; empty where all agree."""
    known = set(known_rows)
    unlisted = [f"{route}: no row in routes.csv" for route in existing if rows_for(route, listed) is None]
    gone = [f"{route}: does not exist (any more)" for route in listed if not _matches_any(route, existing)]
    ruleless = [f"{route}: names no row" for route, rows in listed.items() if not rows]
    unknown = [
        f"{route}: {row} is no row of permissions.csv"
        for route, rows in listed.items()
        for row in rows
        if row not in known
    ]
    return sorted(unlisted + gone + ruleless + unknown)


def _is_prefix(pattern: str, name: str) -> bool:
    return pattern.endswith("*") and name.startswith(pattern[:-1])


def _matches_any(route: Route, existing: set[Route]) -> bool:
    return route in existing or any(each.kind == route.kind and _is_prefix(route.name, each.name) for each in existing)
