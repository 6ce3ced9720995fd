"""Whether a request has changed any row."""

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
    "wagtailcore",
    "wagtaildocs",
    "wagtailredirects",
    "wagtailusers",
)


def watched_tables() -> list[str]:
    """The tables of forum, directory, notifications, accounts, pages and jobs."""
    tables = {model._meta.db_table for label in WATCHED_APPS for model in apps.get_app_config(label).get_models(True)}
    return sorted(tables - MAY_CHANGE)


def fingerprint() -> dict[str, str]:
    """Each table's content as a hash; one statement. Logins are left out: they are written by signing in alone."""
    parts = [
        f"SELECT '{table}', coalesce(md5(string_agg(h, '' ORDER BY h)), '') "
        f"FROM (SELECT md5((to_jsonb(t) - 'last_login')::text) AS h FROM {table} AS t) AS rows"
        for table in watched_tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables whose content differs."""
    return [table for table in before if before[table] != after[table]]
