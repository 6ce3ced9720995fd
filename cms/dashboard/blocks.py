"""The blocks of the overview. Every number is the one of the list it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.conf import Interests, interests_of
from forum.feeds import FITTING, UNREAD_WATCHED, ListFilter, ThreadRow, narrow, thread_rows
from forum.models import Area, Thread
from forum.summaries import Numbers, numbers, watched_areas
from forum.tags_feed import tags_of
from home.feeds import upcoming_events
from notifications.bell import in_figures, waiting_count

MOST_UNREAD = 6
MOST_FITTING = 3
MOST_EVENTS = 3


@dataclass(frozen=True)
class Fitting:
    """An open question with what of the person's expertise it fits."""

    row: ThreadRow
    fits: Sequence[str]


@dataclass(frozen=True)
class WatchedArea:
    area: Area
    unread: str
    url: str


@dataclass(frozen=True)
class Overview:
    unread: Sequence[ThreadRow]
    latest: Sequence[ThreadRow]  # filled where nothing is unread
    fitting: Sequence[Fitting]
    areas: Sequence[WatchedArea]
    numbers: Numbers
    waiting: str
    events: Sequence[Any]
    has_interests: bool


def overview(user: Any) -> Overview:
    """Everything on the page.

    Nine statements and those of the events: watched areas, interests, numbers, waiting notifications; unread (or, where
    there is nothing, latest too) and fitting threads, their tags and authors.
    """
    areas = watched_areas(user)
    interests = interests_of(user)
    counted = numbers(user, interests, areas)
    unread, latest, fitting = _threads(user, interests)
    return Overview(
        unread=unread,
        latest=latest,
        fitting=[Fitting(row, fits(row, interests)) for row in fitting],
        areas=[WatchedArea(area, counted.by_area[area.pk], _unread_url(area)) for area in areas],
        numbers=counted,
        waiting=in_figures(waiting_count(user)),
        events=upcoming_events(user, MOST_EVENTS),
        has_interests=interests != Interests(),
    )


def fits(row: ThreadRow, interests: Interests) -> list[str]:
    """The tags the question shares with the expertise; where there is none, its topic."""
    tags = [tag.name for tag in row.tags if tag.pk in interests.tags]
    topic = row.thread.area.topic
    return tags or ([topic.name] if topic and topic.pk in interests.topics else [])


def _threads(user: Any, interests: Interests) -> tuple[list[ThreadRow], list[ThreadRow], list[ThreadRow]]:
    """The forum's own lists, shortened."""
    threads = Thread.objects.for_list(user).order_by("-bumped_at", "-pk")
    unread = list(narrow(threads, ListFilter(UNREAD_WATCHED), user)[:MOST_UNREAD])
    latest = [] if unread else list(threads[:MOST_UNREAD])
    fitting = list(narrow(threads, ListFilter(FITTING, interests=interests), user)[:MOST_FITTING])
    every = [*unread, *latest, *fitting]
    rows = iter(thread_rows(every, user, tags_of(every)))
    return tuple([next(rows) for _ in part] for part in (unread, latest, fitting))  # type: ignore[return-value]


def _unread_url(area: Area) -> str:
    return f"{area.get_absolute_url()}?ansicht={UNREAD_WATCHED}"
