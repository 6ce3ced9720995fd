"""The moderation log as people read it, one page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kit.keyset import KeysetPage, keyset_page

from . import conf
from .conf import AuthorCard
from .enums import Verb
from .feeds import card_of
from .models import Area, ModerationEntry, Thread


@dataclass(frozen=True)
class LogRow:
    """One act: who, what they did, and what it changed (``detail``, may be empty)."""

    entry: ModerationEntry
    actor: AuthorCard
    what: str
    detail: str


@dataclass(frozen=True)
class LogPage:
    rows: Sequence[LogRow]
    page: KeysetPage


def log_page(user: Any, *, thread: Thread | None = None, before: str = "", after: str = "") -> LogPage:
    """One page of what this person may know of, the latest first. Three statements: entries, areas named, people."""
    entries = ModerationEntry.objects.visible_to(user).select_related("area", "thread__area", "post")
    if thread is not None:
        entries = entries.filter(thread=thread)
    page = keyset_page(entries, "created_at", conf.value("THREADS_PER_PAGE"), before=before, after=after)
    wanted = {entry.after.get("area") for entry in page.items} - {None}
    areas = {area.pk: area.name for area in Area.objects.visible_to(user).filter(pk__in=wanted)}
    cards = conf.author_cards(pk for entry in page.items for pk in [entry.actor_id, *_people(entry)])
    rows = [
        LogRow(entry, card_of(cards, entry.actor_id), str(Verb(entry.verb).label), _detail(entry, areas, cards))
        for entry in page.items
    ]
    return LogPage(rows, page)


def _people(entry: ModerationEntry) -> list[int]:
    return [*entry.before.get("people", []), *entry.after.get("people", [])]


def _detail(entry: ModerationEntry, areas: Mapping[int, str], cards: Mapping[int, AuthorCard]) -> str:
    """What changed, without naming an area the reader may not know of."""
    before, after = entry.before, entry.after
    if entry.verb == Verb.MOVE:
        if target := areas.get(after["area"]):
            return _("from “%(source)s” to “%(target)s”") % {"source": entry.area.name, "target": target}
        return _("from “%(source)s” to another area") % {"source": entry.area.name}
    if entry.verb == Verb.PIN and after.get("pinned_until"):
        return _("until %(day)s") % {"day": _last_day(after["pinned_until"])}
    if entry.verb in (Verb.ADD_PEOPLE, Verb.REMOVE_PEOPLE):
        return ", ".join(card_of(cards, pk).name for pk in _people(entry))
    for field, label in (("title", _("title before: “%(value)s”")), ("name", _("name before: “%(value)s”"))):
        if field in before and before[field] != after.get(field):
            return label % {"value": before[field]}
    return ""


def _last_day(moment: str) -> str:
    """The day before the midnight at which a pin ends."""
    until = parse_datetime(moment)
    return date_format(timezone.localtime(until) - timedelta(seconds=1), "DATE_FORMAT") if until else ""
