"""Shelves: how old a document is, as a key in the words' index (docs/adr/0012).

The index holds words and shelves, so it names the newest documents with a word without reading the older ones. A post
stands on the shelf of its four weeks; everything else on one of its own four weeks, and on the one of all such.
The database's function ``search_shelf`` gives the numbers, this module asks for them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, IntegerField, Q

from kit.prepared import Given

from .query import Kind

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_LENGTH = timedelta(days=28)
_OTHERS = 10_000  # everything but posts; the shelves of their four weeks follow
_QUARTER, _YEAR = 3, 13  # shelves
_AHEAD = 2 * _YEAR  # what comes still later (hardly an event does) is found among the old


def shelf_of_document() -> Func:
    """The shelves of a row, as the index has them."""
    return Func(F("kind"), F("date"), function="search_shelf")


def slices() -> Iterator[Q]:
    """Conditions that part all documents: the newest first, posts after everything else. Gaps: ``slice_values``."""
    yield _on("others_new")
    yield _on("others") & ~_on("others_new")
    yield _on("posts_new")
    yield _on("posts_of_year")
    yield Q(IsPost()) & ~_on("posts_new") & ~_on("posts_of_year")


def thread_slices() -> Iterator[Q]:
    """Conditions that part what is no post, the newest first, in narrower slices. Gaps: ``slice_values``."""
    yield _on("others_new")
    yield _on("others_of_quarter")
    yield _on("others_of_year") & ~_on("others_of_quarter")
    yield _on("others") & ~_on("others_new") & ~_on("others_of_year")


def slice_values(now: datetime) -> dict[str, Any]:
    """What stands in the gaps of these slices."""
    this = (now - _FIRST_DAY) // _LENGTH
    others = _OTHERS + 1 + this
    return {
        "others_new": list(range(others - 1, others + _AHEAD)),
        "others_of_quarter": list(range(others - 1 - _QUARTER, others - 1)),
        "others_of_year": list(range(others - 1 - _YEAR, others - 1)),
        "others": [_OTHERS],
        "posts_new": list(range(this - 1, this + 2)),
        "posts_of_year": list(range(this - 1 - _YEAR, this - 1)),
    }


class IsPost(Func):
    """Written out, because a value in a gap keeps the planner from knowing it."""

    template = f"%(expressions)s = '{Kind.POST.value}'"
    output_field = BooleanField()

    def __init__(self) -> None:
        super().__init__(F("kind"))


def _on(name: str) -> Q:
    shelves = Given(name, ArrayField(IntegerField()))
    return Q(
        Func(
            shelf_of_document(),
            shelves,
            template="%(expressions)s::int[]",
            arg_joiner=" && ",
            output_field=BooleanField(),
        )
    )
