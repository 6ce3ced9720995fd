"""Which threads there are, how long they are, where they stand, and when each post was written."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from math import log

from forum.enums import ThreadKind
from forum.models import Area

from . import LONG_THREAD, WATCHED_THREAD
from .words import Author

FEWEST_POSTS = 400
POSTS_PER_THREAD = 20
LONG_SHARE = 40  # the long thread has a fortieth of all posts
PARETO, SHIFT = 1.2, 0.7  # shape, and what makes a fifth of the threads have one post
MIDDLE, LONGEST = 5, 300  # the watched thread and the longest of the others, in the same measure
LONGEST_SHARE = 350  # with fewer posts: so that none becomes longer than the long thread
SPAN = timedelta(days=3 * 365)
LATELY = timedelta(days=60)
LIFE = 14.0  # days; longer for threads with many posts
AREA_ODDS = (22, 17, 14, 12, 11, 9, 6, 5)  # of the open areas; the closed ones have 3 and 1
CLOSED_ODDS = (3, 1)
ANSWERED = 0.5  # of the questions
TAG_COUNTS = (0, 1, 1, 2, 2, 3)
KINDS = {ThreadKind.QUESTION: 55, ThreadKind.DISCUSSION: 30, ThreadKind.EXPERIENCE: 14, ThreadKind.ANNOUNCEMENT: 1}


@dataclass(frozen=True)
class Scale:
    """How large it becomes."""

    posts: int = 400_000
    members: int = 5_000
    writers: int = 1_000

    @property
    def threads(self) -> int:
        return self.posts // POSTS_PER_THREAD


@dataclass(slots=True)
class ThreadPlan:
    """A thread, and what is known of it once its posts are written (``last_numbers``: of each author)."""

    area: Area
    kind: str
    title: str
    size: int
    tag_ids: list[int]
    is_answered: bool
    begins: float  # seconds since the first moment
    ends: float
    pk: int = 0
    author_id: int = 0
    posts: list[int] = field(default_factory=list)
    last_numbers: dict[int, int] = field(default_factory=dict)
    bumped_at: datetime = datetime.min


def plan_threads(
    scale: Scale, author: Author, open_areas: Sequence[Area], closed: Sequence[Area], tag_ids: Sequence[int]
) -> list[ThreadPlan]:
    """The first one to begin comes first."""
    numbers = author.random
    areas, area_odds = [*open_areas, *closed], [*AREA_ODDS[: len(open_areas)], *CLOSED_ODDS[: len(closed)]]
    tag_odds = [1 / rank for rank in range(1, len(tag_ids) + 1)]
    plans = []
    for number, size in enumerate(_sizes(scale, numbers)):
        fixed = (LONG_THREAD, WATCHED_THREAD)[number] if number < 2 else ""
        begins, ends = _life(numbers, size, fixed)
        tags = numbers.choices(tag_ids, tag_odds, k=numbers.choice(TAG_COUNTS))
        kind = ThreadKind.DISCUSSION if fixed else numbers.choices(list(KINDS), list(KINDS.values()))[0]
        plans.append(
            ThreadPlan(
                area=open_areas[number] if fixed else numbers.choices(areas, area_odds)[0],
                kind=kind.value,
                title=fixed or author.title(),
                size=size,
                tag_ids=sorted(set(tags)),
                is_answered=kind == ThreadKind.QUESTION and size > 1 and numbers.random() < ANSWERED,
                begins=begins,
                ends=ends,
            )
        )
    return sorted(plans, key=lambda plan: plan.begins)


def moments(plans: Sequence[ThreadPlan], numbers: random.Random) -> list[tuple[float, int]]:
    """The moment of each post and the place of its thread in ``plans``, in the order in which all were written."""
    written = [(plan.begins, place) for place, plan in enumerate(plans)]
    for place, plan in enumerate(plans):
        span = plan.ends - plan.begins
        written += [(plan.begins + span * numbers.random(), place) for _ in range(plan.size - 1)]
    return sorted(written)


def _sizes(scale: Scale, numbers: random.Random) -> list[int]:
    """The long thread, one of middle length, then the others by Pareto; together exactly as many posts as wanted."""
    longest = scale.posts // LONG_SHARE
    rest = scale.posts - longest
    most = min(LONGEST, max(2 * MIDDLE, scale.posts / LONGEST_SHARE))
    odds = [MIDDLE, *(min(numbers.paretovariate(PARETO) - SHIFT, most) for _ in range(scale.threads - 2))]
    share = rest / sum(odds)
    sizes = [max(1, int(each * share)) for each in odds]
    missing = rest - sum(sizes)
    by_size = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    for place in cycle(by_size):
        if not missing:
            return [longest, *sizes]
        step = 1 if missing > 0 else -1
        if sizes[place] + step >= 1:
            sizes[place] += step
            missing -= step
    raise ValueError("no threads")


def _life(numbers: random.Random, size: int, fixed: str) -> tuple[float, float]:
    """First and last moment. People have written in the long thread all the time, in the watched one lately."""
    span = SPAN.total_seconds()
    if fixed:
        return (0.0 if fixed == LONG_THREAD else span - LATELY.total_seconds()), span - 60
    begins = numbers.random() * (span - timedelta(hours=2).total_seconds())
    life = numbers.expovariate(1 / LIFE) * (1 + log(size)) * 86_400
    return begins, min(begins + 60 + life, span - 60)
