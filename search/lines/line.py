"""One result as the page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language


@dataclass(frozen=True)
class Badge:
    label: str | Promise
    icon: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One result. ``facts`` stand before the title; ``title``, ``snippet`` and ``subjects`` are escaped and marked.

    ``person_id``: of people, for the colour of their avatar; ``subjects``: what they advise on, what was found first.
    ``language``: of a text that is in another than the page around it.
    """

    kind: str
    label: str | Promise
    icon: str
    url: str
    name: str
    title: SafeString
    facts: tuple[str, ...] = ()
    badge: Badge | None = None
    lead: str = ""
    snippet: SafeString | None = None
    person_id: int | None = None
    subjects: tuple[SafeString, ...] = ()
    language: str = ""


def day_in_words(moment: datetime) -> str:
    """The day of this moment where the site is."""
    return _in_words(localtime(moment).date(), get_language())


@lru_cache(maxsize=4096)
def _in_words(day: date, language: str | None) -> str:
    """The language is the one in force, here only as a part of the key."""
    return date_format(day, "DATE_FORMAT")
