"""What must be true of the site's own settings. Accounts have checks of their own (cms/accounts/checks.py)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import connections
from django.utils.csp import CSP

Found = list[checks.CheckMessage]
THROWAWAY = "only-for-"  # how the keys in the settings for development and tests begin


@checks.register("cms")
def check_content_security_policy(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E001: no policy, or one that lets inline scripts or foreign hosts in."""
    policy = getattr(settings, "SECURE_CSP", None) or {}
    scripts = policy.get("script-src", [])
    if policy.get("default-src") == [CSP.NONE] and scripts and CSP.UNSAFE_INLINE not in scripts and "*" not in scripts:
        return []
    hint = "SECURE_CSP needs default-src 'none' and a script-src without 'unsafe-inline'."
    return [checks.Error("The content security policy is missing or open.", hint=hint, id="cms.E001")]


@checks.register("cms")
def check_no_calls_home(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E002: the editors' browsers would ask other hosts, for pictures of faces or for news of Wagtail."""
    talkative = [
        name
        for name, silent in (
            ("WAGTAIL_GRAVATAR_PROVIDER_URL", None),
            ("WAGTAIL_ENABLE_UPDATE_CHECK", False),
            ("WAGTAIL_ENABLE_WHATS_NEW_BANNER", False),
        )
        if getattr(settings, name, True) != silent
    ]
    return [checks.Error(f"{name} sends people's browsers to other hosts.", id="cms.E002") for name in talkative]


@checks.register("cms")
def check_shared_passwords(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E003: pages or documents could be opened by a password that many know."""
    names = ("WAGTAIL_PRIVATE_PAGE_OPTIONS", "WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS")
    open_ones = [name for name in names if getattr(settings, name, {}).get("SHARED_PASSWORD", True)]
    return [checks.Error(f'{name} must say {{"SHARED_PASSWORD": False}}.', id="cms.E003") for name in open_ones]


@checks.register("cms", checks.Tags.security, deploy=True)
def check_secret_key(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E004: a key that stands in the source code."""
    if not settings.SECRET_KEY.startswith(THROWAWAY):
        return []
    hint = "Use cms.settings.production, which reads SECRET_KEY from the environment."
    return [checks.Error("SECRET_KEY is the one for development.", hint=hint, id="cms.E004")]


@checks.register("cms")
def check_live_url(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E006: an address that no browser opens a socket to. E007: unencrypted sockets beside encrypted pages."""
    if not settings.LIVE_URL:
        return []
    address = urlsplit(settings.LIVE_URL)
    if address.scheme not in ("ws", "wss") or not address.hostname:
        hint = "For example wss://live.netzwerk.example; leave it empty for the pages' own address."
        return [checks.Error("LIVE_URL must begin with wss:// or ws://.", hint=hint, id="cms.E006")]
    if address.scheme == "ws" and settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        return [checks.Error("Pages by https need sockets by wss.", id="cms.E007")]
    return []


@checks.register(checks.Tags.database)
def check_cache_table(app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any) -> Found:
    """W001: the table of the shared cache does not exist, so nothing could count wrong passwords."""
    if not databases or "default" not in databases:
        return []
    connection = connections["default"]
    tables = connection.introspection.table_names()
    if "django_migrations" not in tables or settings.CACHES["default"].get("LOCATION") in tables:
        return []  # an empty database is on its way to its first migration
    return [checks.Warning("The cache table is missing.", hint="Run manage.py migrate.", id="cms.W001")]
