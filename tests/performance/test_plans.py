"""What PostgreSQL does for each statement of the measured pages, on the large database: it reads by index, not much."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cms.accounts.models import User

from . import database

pytestmark = pytest.mark.slow

POSTS = 400_000
LARGE = 15_000  # rows
# What grows with what people write. The directory reads all of its people, whose number does not.
GROWING = r"^ratschlag_(forum|notifications)_|^search_searchdocument$"
MOST = 6_000  # rows of a large table that one step of a plan may read or sort; the search ranks 5,000


@pytest.fixture(scope="module")
def large_tables(django_db_setup, django_db_blocker):
    """This process works on the large database; the fixture gives its large tables."""
    with django_db_blocker.unblock(), database.copy(database.build(POSTS, anew=False, stale=False)) as name:
        before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
        connection.close()
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
                tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s AND relname ~ %s"
                cursor.execute(tables, [LARGE, GROWING])
                yield {table for (table,) in cursor.fetchall()}
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


def test_no_statement_reads_much_of_a_large_table(large_tables):
    from .pages import all_pages

    assert "ratschlag_forum_post" in large_tables
    member, visitor = Client(), Client()
    member.force_login(User.objects.get(email="mitglied@demo.example"))
    facets = SimpleNamespace(get=lambda path: SimpleNamespace(body=member.get(path).content))
    found = []
    for page in all_pages(User.objects.get(email="mitglied@demo.example"), facets):
        if not page.is_floor:
            client = member if page.asked_by == "member" else visitor
            found += [f"{page.name}: {each}" for each in too_much(client, page.path, large_tables)]
    assert not found, "\n".join(found)


def too_much(client: Client, path: str, large_tables: set[str]) -> Iterator[str]:
    """The steps of this page's statements that read or sort more than MOST rows of a large table."""
    statements: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    client.get(path)  # what is kept for a minute is there now
    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200, path
    for sql, params in statements:
        if sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                [(plan,)] = cursor.fetchall()
            [root] = json.loads(plan) if isinstance(plan, str) else plan
            for step in steps(root["Plan"]):
                rows = rows_of(step)
                if rows > MOST and tables_under(step) & large_tables:
                    yield f"{step['Node Type']} of {rows:.0f} rows in {' '.join(sql.split())[:400]}"


def steps(step: dict) -> Iterator[dict]:
    yield step
    for part in step.get("Plans", ()):
        yield from steps(part)


def rows_of(step: dict) -> float:
    """How many rows a scan looked at, or a sort sorted, in all its loops; of other steps nothing."""
    if "Scan" in step["Node Type"] and "Relation Name" in step:
        removed = sum(step.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        return (step["Actual Rows"] + removed) * step["Actual Loops"]
    if step["Node Type"] in ("Sort", "Incremental Sort"):
        return sum(part["Actual Rows"] * part["Actual Loops"] for part in step["Plans"])
    return 0


def tables_under(step: dict) -> set[str]:
    return {each["Relation Name"] for each in steps(step) if "Relation Name" in each}
