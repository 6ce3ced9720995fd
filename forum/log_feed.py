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

from . import conf, policy
from .actions.undo import is_undoable
from .conf import AuthorCard, card_of
from .enums import Outcome, Verb
from .models import Area, ModerationEntry, Thread

SHOWN = ("area", "thread__area", "post", "case__post__thread__area", "undone_by")


@dataclass(frozen=True)
class LogRow:
    """One act: who, what they did, and what it changed (``detail``, may be empty). ``is_undone``: taken back since."""

    entry: ModerationEntry
    actor: AuthorCard
    what: str
    detail: str
    is_undone: bool
    can_undo: bool
    can_open_case: bool


@dataclass(frozen=True)
class LogPage:
    rows: Sequence[LogRow]
    page: KeysetPage


def log_page(user: Any, *, thread: Thread | None = None, before: str = "", after: str = "") -> LogPage:
    """One page of what this person may know of, the latest first. Three statements: entries, areas named, people."""
    entries = ModerationEntry.objects.visible_to(user).select_related(*SHOWN)
    if thread is not None:
        entries = entries.filter(thread=thread)
    page = keyset_page(entries, "created_at", conf.value("THREADS_PER_PAGE"), before=before, after=after)
    return LogPage(_rows(user, page.items), page)


def log_row(user: Any, entry: ModerationEntry) -> LogRow:
    """One act alone, as the log has it. Two statements: areas named, people."""
    return _rows(user, [entry])[0]


def _rows(user: Any, entries: Sequence[ModerationEntry]) -> list[LogRow]:
    wanted = {entry.after.get("area") for entry in entries} - {None}
    areas = {area.pk: area.name for area in Area.objects.visible_to(user).filter(pk__in=wanted)}
    cards = conf.author_cards(pk for entry in entries for pk in [entry.actor_id, *_people(entry)])
    rows = []
    for entry in entries:
        is_undone = hasattr(entry, "undone_by")
        rows.append(
            LogRow(
                entry=entry,
                actor=card_of(cards, entry.actor_id),
                what=str(Verb(entry.verb).label),
                detail=_detail(entry, areas, cards),
                is_undone=is_undone,
                can_undo=not is_undone and is_undoable(entry.verb) and bool(policy.can_undo(user, entry)),
                can_open_case=entry.case is not None and bool(policy.can_decide_case(user, entry.case)),
            )
        )
    return rows


def _people(entry: ModerationEntry) -> list[int]:
    return [*entry.before.get("people", []), *entry.after.get("people", [])]


def _detail(entry: ModerationEntry, areas: Mapping[int, str], cards: Mapping[int, AuthorCard]) -> str:
    """What changed, without naming an area the reader may not know of."""
    before, after = entry.before, entry.after
    if entry.verb in (Verb.TAG_RENAME, Verb.TAG_MERGE):
        return _("from “%(source)s” to “%(target)s”") % {"source": before["name"], "target": after["name"]}
    if entry.verb == Verb.TAG_GROUP:
        return str(after["name"] or before["name"])
    if entry.verb == Verb.TAG_SPLIT:
        return str(after["name"])
    if entry.verb == Verb.MOVE and entry.area:
        if target := areas.get(after["area"]):
            return _("from “%(source)s” to “%(target)s”") % {"source": entry.area.name, "target": target}
        return _("from “%(source)s” to another area") % {"source": entry.area.name}
    if entry.verb == Verb.CLOSE_CASE and after.get("outcome"):
        return str(Outcome(after["outcome"]).label)
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
