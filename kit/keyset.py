"""Paging by key instead of by OFFSET: every page costs the same, and rows never shift under the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    older_than, newer_than = decode_cursor(before), decode_cursor(after)
    if older_than:
        rows = queryset.filter(_beyond(TupleLessThan, moment_field, older_than))
    elif newer_than:
        rows = queryset.filter(_beyond(TupleGreaterThan, moment_field, newer_than))
    else:
        rows = queryset
    sign = "" if newer_than and not older_than else "-"
    found = list(rows.order_by(f"{sign}{moment_field}", f"{sign}pk")[: size + 1])
    has_more, items = len(found) > size, found[:size]
    if sign == "":
        items.reverse()
        has_newer, has_older = has_more, bool(items)
    else:
        has_newer, has_older = bool(older_than and items), has_more

    def cursor(row: Any) -> str:
        return encode_cursor(getattr(row, moment_field), row.pk)

    return KeysetPage(items, cursor(items[0]) if has_newer else "", cursor(items[-1]) if has_older else "")


def _beyond(comparison: type, moment_field: str, position: tuple[datetime, int]) -> Q:
    return Q(comparison(Tuple(F(moment_field), F("pk")), position))
