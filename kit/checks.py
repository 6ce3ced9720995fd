"""What the plug-ins need of the site they are installed into: what is missing, and what that costs."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

Found = list[checks.CheckMessage]
NEEDED_APPS = ("django.contrib.postgres", "procrastinate.contrib.django", "taggit")

_IDLE_JOBS = """
    SELECT count(*) FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now() - interval '1 minute')
    AND NOT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '2 minutes')
"""


@checks.register("ratschlag_kit")
def check_database(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E001: another database than PostgreSQL."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "django.db.backends.postgresql":
        return []
    return [checks.Error(f"The database must be PostgreSQL, not {engine}.", id="kit.E001")]


@checks.register("ratschlag_kit")
def check_apps(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E002: an app without which the plug-ins do not run."""
    missing = [name for name in NEEDED_APPS if not apps.is_installed(name)]
    return [checks.Error(f"INSTALLED_APPS lacks {name!r}.", id="kit.E002") for name in missing]


@checks.register("ratschlag_kit")
def check_login(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """W001: no page to sign in at."""
    try:
        found = resolve(resolve_url(settings.LOGIN_URL)).url_name
    except (NoReverseMatch, Resolver404):
        found = None
    if found and found != "wagtail_serve":  # Wagtail takes every address nobody else has for a page
        return []
    text = f"LOGIN_URL {settings.LOGIN_URL!r} leads nowhere: who is not signed in finds no way in."
    return [checks.Warning(text, hint='Wagtail has a page for it: LOGIN_URL = "wagtailcore_login"', id="kit.W001")]


@checks.register(checks.Tags.database)
def check_worker(app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any) -> Found:
    """W002: jobs are due, and no worker has been seen for two minutes."""
    if not databases or "default" not in databases:
        return []
    connection = connections["default"]
    if "procrastinate_workers" not in connection.introspection.table_names():
        return []  # before the first migration
    with connection.cursor() as cursor:
        cursor.execute(_IDLE_JOBS)
        [waiting] = cursor.fetchone()
    if not waiting:
        return []
    text = f"{waiting} jobs wait and no worker runs: bells do not ring, mails are not sent. Nothing is lost."
    return [checks.Warning(text, hint="Run manage.py procrastinate worker.", id="kit.W002")]


def missing_address(url_name: str, include: str, message_id: str) -> Found:
    """An error where the addresses of an installed app stand in no URLconf. ``include``: the line that adds them."""
    try:
        reverse(url_name)
    except NoReverseMatch:
        return [checks.Error(f"There is no address {url_name!r}.", hint=f"urlpatterns: {include}", id=message_id)]
    return []
