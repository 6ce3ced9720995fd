"""The blocks of the overview. Every number is the one of the list it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.conf import Interests, interests_of
from forum.draft_feed import DraftRow, latest_drafts
from forum.models import Area, Thread
from forum.summaries import Numbers, numbers, watched_areas_with_unread
from forum.tags_feed import tags_of
from forum.thread_feed import FITTING, UNREAD_WATCHED, VIEWS, ListFilter, ThreadRow, narrow, thread_rows
from home.feeds import upcoming_events
from kit.access import Anybody, values_of
from kit.prepared import Prepared
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
    drafts: Sequence[DraftRow]


def overview(user: Any) -> Overview:
    """Everything on the page.

    Nine statements and those of the events: interests, watched areas, numbers, waiting notifications; unread (or,
    where there is nothing, latest too) and fitting threads, their tags and authors; drafts.
    """
    interests = interests_of(user)
    unread, latest, fitting = _threads(user, interests)
    return Overview(
        unread=unread,
        latest=latest,
        fitting=[Fitting(row, fits(row, interests)) for row in fitting],
        areas=[WatchedArea(area, number, _unread_url(area)) for area, number in watched_areas_with_unread(user)],
        numbers=numbers(user, interests),
        waiting=in_figures(waiting_count(user)),
        events=upcoming_events(user, MOST_EVENTS),
        has_interests=interests != Interests(),
        drafts=latest_drafts(user),
    )


def fits(row: ThreadRow, interests: Interests) -> list[str]:
    """The tags the question shares with the expertise; where there is none, its topic."""
    tags = [tag.name for tag in row.tags if tag.pk in interests.tags]
    topic = row.thread.area.topic
    return tags or ([topic.name] if topic and topic.pk in interests.topics else [])


def _threads(user: Any, interests: Interests) -> tuple[list[ThreadRow], list[ThreadRow], list[ThreadRow]]:
    """The forum's own lists, shortened."""
    values = {**values_of(user), **ListFilter(interests=interests).values()}
    unread = _unread.rows(**values)
    latest = [] if unread else _latest.rows(**values)
    fitting = _fitting.rows(**values)
    every = [*unread, *latest, *fitting]
    rows = iter(thread_rows(every, user, tags_of(every)))
    return tuple([next(rows) for _ in part] for part in (unread, latest, fitting))  # type: ignore[return-value]


def _first_of(view: str, most: int) -> Prepared[Thread]:
    """The first threads of one of the forum's lists."""

    def build() -> Any:
        threads = Thread.objects.for_list(Anybody()).select_related("area__topic").order_by("-bumped_at", "-pk")
        return narrow(threads, ListFilter(view).with_gaps(), Anybody())[:most]

    return Prepared(build)


_unread = _first_of(UNREAD_WATCHED, MOST_UNREAD)
_latest = _first_of(VIEWS[0], MOST_UNREAD)
_fitting = _first_of(FITTING, MOST_FITTING)


def _unread_url(area: Area) -> str:
    return f"{area.get_absolute_url()}?ansicht={UNREAD_WATCHED}"
