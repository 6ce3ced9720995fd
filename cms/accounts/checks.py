"""What must be true of the settings that guard accounts."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import checks
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse

from .cache import PostgresCache
from .limits import WRONG_PASSWORD, rates_of

Found = list[checks.CheckMessage]
MIN_PASSWORD_LENGTH = 12


@checks.register("accounts")
def check_no_sign_up(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E001: somebody could make an account without an invitation."""
    try:
        reverse("account_signup")
    except NoReverseMatch:
        if not get_adapter().is_open_for_signup(None):
            return []
    return [checks.Error("Anybody could sign up.", hint="Do not mount allauth's sign-up.", id="accounts.E001")]


@checks.register("accounts")
def check_guessing_is_limited(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E002: passwords of one account could be guessed without end."""
    if any(rate.per == "key" and rate.amount / rate.duration <= 5 / 300 for rate in rates_of(WRONG_PASSWORD)):
        return []
    hint = f'ACCOUNT_LIMITS["{WRONG_PASSWORD}"] needs a limit by key, for example "5/5m/key".'
    return [checks.Error("Wrong passwords of one account are not limited.", hint=hint, id="accounts.E002")]


@checks.register("accounts")
def check_counters_are_safe(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E003: counters of wrong passwords that several processes do not share, or that others can push out."""
    if isinstance(caches["default"], PostgresCache):
        return []
    hint = 'CACHES["default"]["BACKEND"] = "cms.accounts.cache.PostgresCache"'
    return [checks.Error("The default cache cannot hold the limits.", hint=hint, id="accounts.E003")]


@checks.register("accounts")
def check_passwords(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """E004: short passwords are allowed."""
    validators: list[Any] = settings.AUTH_PASSWORD_VALIDATORS
    lengths = [each.get("OPTIONS", {}).get("min_length", 0) for each in validators]
    if max(lengths, default=0) >= MIN_PASSWORD_LENGTH:
        return []
    return [checks.Error(f"Passwords need at least {MIN_PASSWORD_LENGTH} characters.", id="accounts.E004")]


@checks.register("accounts", deploy=True)
def check_client_addresses(app_configs: Sequence[Any] | None, **kwargs: Any) -> Found:
    """W001: behind a proxy all people would share one address, and with it one limit."""
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0) or getattr(settings, "ALLAUTH_TRUSTED_CLIENT_IP_HEADER", ""):
        return []
    hint = "Set ALLAUTH_TRUSTED_PROXY_COUNT to the number of proxies in front of the site."
    return [checks.Warning("All people have the proxy's address.", hint=hint, id="accounts.W001")]
