"""System checks of the setting NOTIFICATIONS."""

from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from kit.checks import missing_address

from . import conf
from .schedule import Schedule

NUMBERS = {
    "ANNOUNCEMENTS_A_DAY": conf.DEFAULT_ANNOUNCEMENTS_A_DAY,
    "MAIL_DELAY_MINUTES": conf.DEFAULT_DELAY_MINUTES,
    "MAX_MAILS_A_DAY": conf.DEFAULT_MAX_A_DAY,
    "MAX_MAILS_OF_A_CAUSE": conf.DEFAULT_MAX_OF_A_CAUSE,
    "MAX_SOCKETS": conf.DEFAULT_MAX_SOCKETS,
    "MAX_WAITING_FRAMES": conf.DEFAULT_MAX_WAITING_FRAMES,
    "RECHECK_SECONDS": conf.DEFAULT_RECHECK_SECONDS,
}
KNOWN = {
    *NUMBERS,
    "DISPLAY_NAME",
    "LANGUAGE_OF",
    "DEPUTIES_OF",
    "BASE_URL",
    "ORIGINS",
    "HOLIDAYS",
    "MAIL_DEFAULTS",
    "MAIL_FOOTER",
    "BOUNCE_ADDRESS",
    "ADDRESS_URL_NAME",
    "ANNOUNCERS",
}
MAX_BOUNCE_NAME = 24  # of 64: the token takes the rest
HOOKS = ("DISPLAY_NAME", "LANGUAGE_OF", "MAIL_FOOTER", "DEPUTIES_OF")


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """notifications.E001 to E009, notifications.W001."""
    values = getattr(settings, "NOTIFICATIONS", {})
    if not isinstance(values, dict):
        return [Error("NOTIFICATIONS must be a dictionary.", id="notifications.E001")]
    found: list[CheckMessage] = []
    if unknown := sorted(set(values) - KNOWN):
        found.append(Error(f"NOTIFICATIONS has unknown entries: {', '.join(unknown)}.", id="notifications.E001"))
    for name, default in NUMBERS.items():
        number = values.get(name, default)
        if type(number) is not int or number < 0:
            found.append(Error(f'NOTIFICATIONS["{name}"] must be a whole number from 0.', id="notifications.E002"))
    found += [*_check_holidays(values.get("HOLIDAYS")), *_check_mail_defaults(values.get("MAIL_DEFAULTS", {}))]
    found += [message for name in HOOKS for message in _check_hook(name, values.get(name))]
    bounces = conf.bounce_address()
    if bounces and (len(bounces.rpartition("@")[0]) not in range(1, MAX_BOUNCE_NAME + 1) or "+" in bounces):
        text = f'NOTIFICATIONS["BOUNCE_ADDRESS"] must have 1 to {MAX_BOUNCE_NAME} letters before the @, and no plus.'
        found.append(Error(text, id="notifications.E009"))
    found += _check_origins(values.get("ORIGINS"))
    if not _is_origin(conf.base_url()):
        hint = 'Set NOTIFICATIONS["BASE_URL"] or WAGTAILADMIN_BASE_URL to scheme and host, e.g. https://site.example.'
        found.append(Error("Links in mails need the address of the site.", hint=hint, id="notifications.E005"))
    found += missing_address("notifications:stand", 'path("", include("notifications.urls"))', "notifications.E006")
    if not getattr(settings, "CHANNEL_LAYERS", None):
        text = "CHANNEL_LAYERS is empty: bells and open pages change only every minute."
        found.append(Warning(text, id="notifications.W001"))
    return found


def _check_holidays(place: Any) -> list[CheckMessage]:
    if place is None:
        return []
    from holidays import country_holidays

    try:
        country, subdivision = place
        country_holidays(country, subdivision)
    except (TypeError, ValueError, NotImplementedError):
        text = f'NOTIFICATIONS["HOLIDAYS"] must be a country and a Land that `holidays` knows: {place!r}.'
        return [Error(text, id="notifications.E007")]
    return []


def _check_mail_defaults(defaults: Any) -> list[CheckMessage]:
    known = {field.name for field in fields(Schedule)} - {"absent_from", "absent_until"}
    if isinstance(defaults, dict) and set(defaults) <= known:
        return []
    text = f'NOTIFICATIONS["MAIL_DEFAULTS"] must be a dictionary of {", ".join(sorted(known))}.'
    return [Error(text, id="notifications.E008")]


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
