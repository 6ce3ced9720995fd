"""Paging by key instead of by OFFSET: every page costs the same, and rows never shift under the reader."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class KeysetPage:
    """One page, newest first. ``newer`` and ``older`` are cursors for the neighbouring pages, or empty."""

    items: Sequence[Any]
    newer: str
    older: str


def encode_cursor(moment: datetime, pk: int) -> str:
    """A readable cursor: the row's moment and its id."""
    return f"{moment.isoformat()}_{pk}"


def decode_cursor(cursor: str) -> tuple[datetime, int] | None:
    """The moment and id of a cursor, or None for anything malformed."""
    moment_text, _, pk_text = cursor.rpartition("_")
    try:
        moment = parse_datetime(moment_text.replace(" ", "+"))
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not pk_text.isdecimal() or len(pk_text) > 18:
        return None
    return moment, int(pk_text)


def keyset_page(
    queryset: QuerySet[Any], moment_field: str, size: int, *, before: str = "", after: str = ""
) -> KeysetPage:
    """Reads one page of ``size`` rows ordered by (moment, id) descending.

    ``before``: rows older than this cursor; ``after``: the page directly newer than it. One statement. A malformed
    cursor reads the first page.
    """
    place = place_from(before, after)
    found = list(rows_from(queryset, moment_field, size, place.direction, place.moment, place.pk))
    return page_of(found, moment_field, size, place.direction)


class Direction(enum.Enum):
    """Which rows a page shows: the newest, those older than a place in the list, or those newer."""

    NEWEST = enum.auto()
    OLDER = enum.auto()
    NEWER = enum.auto()


class Place(NamedTuple):
    direction: Direction
    moment: datetime | None = None
    pk: int | None = None


def place_from(before: str, after: str) -> Place:
    """Where a page begins, from the two cursors of its address."""
    if older_than := decode_cursor(before):
        return Place(Direction.OLDER, *older_than)
    if newer_than := decode_cursor(after):
        return Place(Direction.NEWER, *newer_than)
    return Place(Direction.NEWEST)


def rows_from[Row: QuerySet[Any]](
    queryset: Row, moment_field: str, size: int, direction: Direction, moment: Any = None, pk: Any = None
) -> Row:
    """A page's rows, and one more that tells whether there are any behind. Place and id may be gaps (kit.prepared)."""
    sign = "" if direction is Direction.NEWER else "-"
    if direction is not Direction.NEWEST:
        comparison = TupleGreaterThan if direction is Direction.NEWER else TupleLessThan
        queryset = queryset.filter(Q(comparison(Tuple(F(moment_field), F("pk")), (moment, pk))))
    return queryset.order_by(f"{sign}{moment_field}", f"{sign}pk")[: size + 1]


def page_of(found: list[Any], moment_field: str, size: int, direction: Direction) -> KeysetPage:
    """The page that ``rows_from`` has found."""
    has_more, items = len(found) > size, found[:size]
    if direction is Direction.NEWER:
        items.reverse()
        has_newer, has_older = has_more, bool(items)
    else:
        has_newer, has_older = direction is Direction.OLDER and bool(items), has_more

    def cursor(row: Any) -> str:
        return encode_cursor(getattr(row, moment_field), row.pk)

    return KeysetPage(items, cursor(items[0]) if has_newer else "", cursor(items[-1]) if has_older else "")
