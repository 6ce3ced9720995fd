"""The setting NOTIFICATIONS, read when asked for. ``notifications.checks`` says what is wrong with it.

NOTIFICATIONS = {
    "MAIL_DELAY_MINUTES": 10,  # how long a person has to read on the website before a mail goes out
    "HOLIDAYS": ("DE", "NW"),  # country and Land (or None) whose public holidays are days off; default: no holidays
    "MAIL_DEFAULTS": {"digest_hour": 9},  # for people who have chosen nothing; default: notifications.schedule.Schedule
    "MAX_MAILS_A_DAY": 20,  # more than so many single mails in 24 hours wait for the digest
    "MAX_MAILS_OF_A_CAUSE": 5,  # and more than so many by one person, or of one group (a thread)
    "DISPLAY_NAME": "site.wiring.display_name",  # (user) -> str, the name mails address people by
    "LANGUAGE_OF": "site.wiring.language_of",  # (user) -> str, the language of their mails; default: LANGUAGE_CODE
    "DEPUTIES_OF": "site.wiring.deputies_of",  # (user) -> QuerySet, whom they may name as deputy; default: nobody
    "BASE_URL": "https://site.example",  # for links in mails; default: WAGTAILADMIN_BASE_URL
    "MAIL_FOOTER": "site.wiring.mail_footer",  # () -> MailFooter in the active language; default: none
    "BOUNCE_ADDRESS": "bounces@site.example",  # mails come back to bounces+…@site.example; default: to the sender
    "MAX_SOCKETS": 5,  # live sockets (open pages) of one person in one process; the others ask every minute
    "MAX_WAITING_FRAMES": 64,  # a browser that leaves so many doorbells unread loses its socket
    "RECHECK_SECONDS": 60,  # how often an open socket asks for the rights of its person
    "ANNOUNCERS": ["speaker", "office"],  # keys of rooms (kit.access) whose holders may write to all; default: these
    "ANNOUNCEMENTS_A_DAY": 3,  # of all of them together
    "ADDRESS_URL_NAME": "site:address",  # the page where people change their e-mail address; default: none
    "ORIGINS": ["https://site.example"],  # whose pages may open the socket; default: the socket's own scheme and host
}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from kit.access import OFFICE, SPEAKER

DEFAULT_DELAY_MINUTES = 10
DEFAULT_MAX_A_DAY = 20
DEFAULT_MAX_OF_A_CAUSE = 5
DEFAULT_ANNOUNCEMENTS_A_DAY = 3
DEFAULT_MAX_SOCKETS = 5
DEFAULT_MAX_WAITING_FRAMES = 64
DEFAULT_RECHECK_SECONDS = 60


class Link(NamedTuple):
    label: str
    url: str


def _read(name: str, default: Any = None) -> Any:
    return getattr(settings, "NOTIFICATIONS", {}).get(name, default)


def mail_delay_minutes() -> int:
    return int(_read("MAIL_DELAY_MINUTES", DEFAULT_DELAY_MINUTES))


def holidays() -> tuple[str, str | None] | None:
    """Country and Land whose public holidays are days off."""
    place = _read("HOLIDAYS")
    return None if place is None else (place[0], place[1])


def mail_defaults() -> dict[str, Any]:
    """What differs from the defaults of notifications.schedule.Schedule for people who have chosen nothing."""
    return dict(_read("MAIL_DEFAULTS", {}))


def max_mails_a_day() -> int:
    return int(_read("MAX_MAILS_A_DAY", DEFAULT_MAX_A_DAY))


def max_mails_of_a_cause() -> int:
    return int(_read("MAX_MAILS_OF_A_CAUSE", DEFAULT_MAX_OF_A_CAUSE))


def max_sockets() -> int:
    return int(_read("MAX_SOCKETS", DEFAULT_MAX_SOCKETS))


def max_waiting_frames() -> int:
    return max(1, int(_read("MAX_WAITING_FRAMES", DEFAULT_MAX_WAITING_FRAMES)))


def recheck_seconds() -> int:
    return max(1, int(_read("RECHECK_SECONDS", DEFAULT_RECHECK_SECONDS)))


def display_name(user: Any) -> str:
    """The name of a person as the site shows it."""
    path = _read("DISPLAY_NAME")
    return str(import_string(path)(user) if path else user)


def language_of(user: Any) -> str:
    path = _read("LANGUAGE_OF")
    return str(import_string(path)(user) if path else "") or settings.LANGUAGE_CODE


def base_url() -> str:
    """Scheme and host of the site, without a slash at the end."""
    return str(_read("BASE_URL") or getattr(settings, "WAGTAILADMIN_BASE_URL", "")).rstrip("/")


def deputies_of(user: Any) -> Any:
    """Whom a person may name as their deputy, as a queryset of users; None where the site asks for nobody."""
    path = _read("DEPUTIES_OF")
    return import_string(path)(user) if path else None


def mail_domain() -> str:
    """The domain in the ids of our mails."""
    return urlsplit(base_url()).hostname or "localhost"


@dataclass(frozen=True)
class MailFooter:
    """What stands below every mail: who sends it, and links (the imprint). Addresses are whole."""

    lines: Sequence[str] = ()
    links: Sequence[Link] = ()


def mail_footer() -> MailFooter:
    path = _read("MAIL_FOOTER")
    return import_string(path)() if path else MailFooter()


def bounce_address() -> str:
    return str(_read("BOUNCE_ADDRESS") or "")


def address_url_name() -> str:
    return str(_read("ADDRESS_URL_NAME") or "")


def origins() -> frozenset[str] | None:
    """Origins whose pages may open the socket; None for the socket's own scheme and host."""
    listed = _read("ORIGINS")
    return None if listed is None else frozenset(listed)


def announcers() -> frozenset[str]:
    """The keys that allow to send announcements."""
    return frozenset(_read("ANNOUNCERS", (SPEAKER, OFFICE)))


def announcements_a_day() -> int:
    return int(_read("ANNOUNCEMENTS_A_DAY", DEFAULT_ANNOUNCEMENTS_A_DAY))
