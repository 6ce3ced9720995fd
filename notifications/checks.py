"""System checks of the setting NOTIFICATIONS."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from kit.checks import missing_address

from . import conf

KNOWN = {"MAIL_DELAY_MINUTES", "DISPLAY_NAME", "LANGUAGE_OF", "BASE_URL", "ORIGINS"}
HOOKS = ("DISPLAY_NAME", "LANGUAGE_OF")


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """notifications.E001 to E006, notifications.W001."""
    values = getattr(settings, "NOTIFICATIONS", {})
    if not isinstance(values, dict):
        return [Error("NOTIFICATIONS must be a dictionary.", id="notifications.E001")]
    found: list[CheckMessage] = []
    if unknown := sorted(set(values) - KNOWN):
        found.append(Error(f"NOTIFICATIONS has unknown entries: {', '.join(unknown)}.", id="notifications.E001"))
    delay = values.get("MAIL_DELAY_MINUTES", conf.DEFAULT_DELAY_MINUTES)
    if type(delay) is not int or delay < 0:
        found.append(
            Error('NOTIFICATIONS["MAIL_DELAY_MINUTES"] must be a whole number from 0.', id="notifications.E002")
        )
    found += [message for name in HOOKS for message in _check_hook(name, values.get(name))]
    found += _check_origins(values.get("ORIGINS"))
    if not _is_origin(conf.base_url()):
        hint = 'Set NOTIFICATIONS["BASE_URL"] or WAGTAILADMIN_BASE_URL to scheme and host, e.g. https://site.example.'
        found.append(Error("Links in mails need the address of the site.", hint=hint, id="notifications.E005"))
    found += missing_address("notifications:stand", 'path("", include("notifications.urls"))', "notifications.E006")
    if not getattr(settings, "CHANNEL_LAYERS", None):
        text = "CHANNEL_LAYERS is empty: bells and open pages change only every minute."
        found.append(Warning(text, id="notifications.W001"))
    return found


def _check_hook(name: str, path: Any) -> list[CheckMessage]:
    if path is None:
        return []
    try:
        is_right = callable(import_string(path))
    except (ImportError, AttributeError, TypeError):
        is_right = False
    text = f'NOTIFICATIONS["{name}"] must be the dotted path of a function: {path!r}.'
    return [] if is_right else [Error(text, id="notifications.E003")]


def _check_origins(origins: Any) -> list[CheckMessage]:
    if origins is None:
        return []
    if isinstance(origins, (list, tuple, set, frozenset)) and all(_is_origin(origin) for origin in origins):
        return []
    text = 'NOTIFICATIONS["ORIGINS"] must list scheme and host, without a path: ["https://site.example"].'
    return [Error(text, id="notifications.E004")]


def _is_origin(value: Any) -> bool:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and value == f"{parts.scheme}://{parts.netloc}"
