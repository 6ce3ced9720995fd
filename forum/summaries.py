"""What other pages show of the forum, in numbers that are those of its own lists."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef

from kit.access import Anybody, values_of
from kit.prepared import Prepared

from .conf import Interests
from .models import Area, Thread
from .querysets import capped_numbers, counts_in_words, in_figures, number_of
from .thread_feed import FITTING, UNREAD_WATCHED, ListFilter, narrow

PARTS = (UNREAD_WATCHED, FITTING)


@dataclass(frozen=True)
class Numbers:
    """Each as the list behind it has it: exact up to 99, then »99+«."""

    unread: str
    fitting: str


def watched_areas(user: Any) -> list[Area]:
    """The areas in use whose replies this person hears, chosen or by default, in their order. One statement."""
    return _watched.rows(**values_of(user))


def watched_areas_with_unread(user: Any) -> list[tuple[Area, str]]:
    """The same areas, each with its share of what is unread in the subscriptions. One statement."""
    return [(area, in_figures(area.unread_number)) for area in _watched_with_unread.rows(**values_of(user))]


def numbers(user: Any, interests: Interests) -> Numbers:
    """How much waits for this person. One statement."""
    rows = _parts.rows(**values_of(user), **ListFilter(interests=interests).values())
    found = counts_in_words(PARTS, rows)
    return Numbers(found[UNREAD_WATCHED], found[FITTING])


def _watched_areas() -> Any:
    reader = Anybody()
    return Area.objects.visible_to(reader).in_use().heard_by(reader).select_related("topic")


def _with_unread() -> Any:
    here = narrow(_readable().filter(area=OuterRef("pk")), ListFilter(UNREAD_WATCHED), Anybody())
    return _watched_areas().annotate(unread_number=number_of(here))


def _readable() -> Any:
    return Thread.objects.listed_to(Anybody()).with_reading_of(Anybody())


_watched = Prepared(_watched_areas)
_watched_with_unread = Prepared(_with_unread)
_parts = Prepared(
    lambda: capped_numbers(Anybody(), [narrow(_readable(), ListFilter(view).with_gaps(), Anybody()) for view in PARTS])
)
