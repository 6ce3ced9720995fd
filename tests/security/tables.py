"""Whether a request has changed any row."""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection

# Sessions and caches may change by reading; the registries of Django itself hold no one's data.
MAY_CHANGE = {"django_session", "usersessions_usersession", "ratschlag_cache"}
WATCHED_APPS = (
    "ratschlag_forum",
    "ratschlag_directory",
    "ratschlag_notifications",
    "ratschlag_kit",
    "accounts",
    "account",
    "home",
    "media",
    "auth",
    "procrastinate",
    "search",
    "wagtailcore",
    "wagtaildocs",
    "wagtailredirects",
    "wagtailusers",
)

WRITES = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


def know_the_sizes() -> None:
    """PostgreSQL goes through tables it holds for empty again and again; the thousands of requests would pay for it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def watched_tables() -> list[str]:
    """The tables of forum, directory, notifications, accounts, pages and jobs."""
    tables = {model._meta.db_table for label in WATCHED_APPS for model in apps.get_app_config(label).get_models(True)}
    return sorted(tables - MAY_CHANGE)


def fingerprint(tables: Iterable[str] | None = None) -> dict[str, str]:
    """Each table's content as a hash; one statement. Logins are left out: they are written by signing in alone."""
    wanted = watched_tables() if tables is None else sorted(tables)
    if not wanted:
        return {}
    parts = [
        f"SELECT '{table}', coalesce(md5(string_agg(h, '' ORDER BY h)), '') "
        f"FROM (SELECT md5((to_jsonb(t) - 'last_login')::text) AS h FROM {table} AS t) AS rows"
        for table in wanted
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables whose content differs."""
    return [table for table in after if before[table] != after[table]]


def writes() -> dict[str, int]:
    """How many rows this transaction has written so far into each table, rolled back ones too."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES)  # as the view pg_stat_xact_user_tables, which looks at all indexes too
        return dict(cursor.fetchall())


def changed_since(count: dict[str, int], content: dict[str, str]) -> list[str]:
    """The tables whose content differs from ``content``, of those written to since ``count``."""
    written = {table for table, number in writes().items() if number != count[table]}
    return changed(content, fingerprint(written & content.keys()))
