"""What stands in a person's digest: everything unread that no mail told of yet, as they may read it now."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import translation

from kit.access import keys_of, read_keys_of

from . import conf
from .enums import Mail
from .models import Delivery, KindPreference, Notification
from .registry import Line, Section, find_kind, kinds, lines_for

logger = logging.getLogger(__name__)

MAX_ROWS = 100  # of one person; more are told the next time
SHOWN = 12  # in one section; of the others only their number


@dataclass(frozen=True)
class Entry:
    notification: Notification
    line: Line


@dataclass(frozen=True)
class DigestSection:
    """``left_out``: how many more there are than the entries."""

    section: Section
    entries: Sequence[Entry]
    left_out: int = 0

    @property
    def count(self) -> int:
        return len(self.entries) + self.left_out


@dataclass(frozen=True)
class DigestContent:
    """``told``: the rows the digest settles, with the moment up to which it tells of each."""

    user: Any
    sections: Sequence[DigestSection] = ()
    told: Mapping[int, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sections)

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)


def content_of(user_ids: Iterable[int], until: datetime) -> dict[int, DigestContent]:
    """What each of these people would read in a digest at this moment; people without an account are left out.

    The number of statements does not depend on the number of people: people, their keys, their choices, the rows, and
    what each kind asks, once for each language. Rights are those of now; rows a person may not read any more are
    settled without being told.
    """
    users = get_user_model()._default_manager.filter(is_active=True).select_related("mail_preference")
    people = users.in_bulk(list(user_ids))
    read_keys_of(list(people.values()))
    rows = _rows(people, until)
    readable = [row for row in rows if row.room in keys_of(row.user)]
    lines, broken = _lines(readable)
    by_person: dict[int, list[Notification]] = defaultdict(list)
    for row in rows:
        by_person[row.user_id].append(row)
    return {pk: _content(person, by_person[pk], lines, broken) for pk, person in people.items()}


def _rows(people: Mapping[int, Any], until: datetime) -> list[Notification]:
    """The rows to tell of, the latest first, each with its person."""
    told = [kind.name for kind in kinds() if not kind.is_fixed]
    choices = {
        (user, kind): mail
        for user, kind, mail in KindPreference.objects.filter(user__in=people).values_list("user", "kind", "mail")
    }
    rank = Window(RowNumber(), partition_by="user", order_by=[F("updated_at").desc(), F("pk").desc()])
    rows = (
        Notification.objects.unread()
        .filter(Q(mailed_until=None) | Q(mailed_until__lt=F("updated_at")), user__in=people, kind__in=told)
        .filter(~Exists(Delivery.objects.open().filter(notification=OuterRef("pk"))), created_at__lte=until)
        .annotate(rank=rank)
        .filter(rank__lte=MAX_ROWS)
        .order_by("user_id", "rank")
    )
    found: list[Notification] = [row for row in rows if _way(row, choices) != Mail.OFF]
    for row in found:
        row.user = people[row.user_id]
    return found


def _lines(rows: Sequence[Notification]) -> tuple[dict[int, Line], set[int]]:
    """What each row reads in its person's language, and the rows of kinds that broke."""
    lines: dict[int, Line] = {}
    broken: set[int] = set()
    by_language: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        by_language[conf.language_of(row.user)].append(row)
    for language, own in by_language.items():
        with translation.override(language):
            try:
                lines |= lines_for(own)
            except Exception:
                logger.exception("A kind of notification breaks; the digest tells of the others.")
                _lines_by_kind(own, lines, broken)
    return lines, broken


def _lines_by_kind(rows: Sequence[Notification], lines: dict[int, Line], broken: set[int]) -> None:
    for name in sorted({row.kind for row in rows}):
        own = [row for row in rows if row.kind == name]
        try:
            lines |= lines_for(own)
        except Exception:
            logger.warning("%s breaks.", name, exc_info=True)
            broken |= {row.pk for row in own}


def _content(person: Any, rows: Sequence[Notification], lines: Mapping[int, Line], broken: set[int]) -> DigestContent:
    entries: dict[Section, list[Entry]] = defaultdict(list)
    for row in rows:
        kind = find_kind(row.kind)
        if kind and row.pk in lines:
            entries[kind.section].append(Entry(row, lines[row.pk]))
    sections = [
        DigestSection(section, entries[section][:SHOWN], max(0, len(entries[section]) - SHOWN))
        for section in Section
        if entries[section]
    ]
    return DigestContent(person, sections, {row.pk: row.updated_at for row in rows if row.pk not in broken})


def _way(row: Notification, choices: Mapping[tuple[int, str], str]) -> str:
    """How the row's kind comes by mail to its person."""
    kind = find_kind(row.kind)
    return choices.get((row.user_id, kind.preference), kind.mail) if kind else Mail.OFF
