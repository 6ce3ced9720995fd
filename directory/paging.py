"""Alphabetical lists, paged by name instead of by OFFSET."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


@dataclass(frozen=True)
class NamePage:
    """One page from A to Z. ``previous`` and ``next`` are cursors of the neighbouring pages, or empty."""

    items: Sequence[Any]
    previous: str
    next: str


def name_page(queryset: QuerySet[Any], size: int, *, after: str = "", before: str = "") -> NamePage:
    """Reads one page of rows that have ``sort_name``: those after a cursor, or those just before it. One statement.

    A malformed cursor reads the first page.
    """
    start, end = _decode(after), _decode(before)
    position, is_backward = start or end, bool(end and not start)
    rows = queryset
    if position:
        comparison = TupleLessThan if is_backward else TupleGreaterThan
        rows = rows.filter(Q(comparison(Tuple(F("sort_name"), F("pk")), position)))
    sign = "-" if is_backward else ""
    found = list(rows.order_by(f"{sign}sort_name", f"{sign}pk")[: size + 1])
    has_more, items = len(found) > size, found[:size]
    if is_backward:
        items.reverse()
    has_previous = has_more if is_backward else bool(position and items)
    has_next = bool(items) if is_backward else has_more
    return NamePage(items, _encode(items[0]) if has_previous else "", _encode(items[-1]) if has_next else "")


def _encode(row: Any) -> str:
    return f"{row.sort_name}~{row.pk}"


def _decode(cursor: str) -> tuple[str, int] | None:
    name, mark, pk = cursor.rpartition("~")
    if not mark or not pk.isdecimal() or len(pk) > 18 or len(name) > 400 or "\x00" in name:
        return None
    return name, int(pk)
