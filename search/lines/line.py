"""One result as the page shows it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString


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
