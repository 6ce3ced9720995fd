"""From candidates to what the page shows. The same for both engines, so order and numbers are the same, too."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest

from .engines import Candidate
from .query import KINDS_OF, PAGE_SIZE, SHOWN_CAP, Found, Hit, Kind, Order, Period, SearchQuery, Tab

RECENCY = 0.2  # so much more does a document of today weigh than an old one
DAY = 24 * 60 * 60  # seconds
HALF_LIFE = 365 * DAY
ANSWERED = 1.1
PERIODS = {Period.MONTH: 30 * DAY, Period.YEAR: 365 * DAY, Period.THREE_YEARS: 1096 * DAY}


def found(query: SearchQuery, candidates: Sequence[Candidate], terms: Sequence[str]) -> Found:
    """The page of hits and all numbers around it, each under the other filters."""
    recent = _since(one_per_thread(candidates), query.period)
    answered = [each for each in recent if each.is_answered] if query.is_answered_only else recent
    in_topics = _about(answered, query.topics)
    kinds = KINDS_OF[query.tab]
    hits = in_topics if query.tab == Tab.ALL else [each for each in in_topics if each.kind in kinds]
    of_kind = Counter(each.kind for each in in_topics)
    return Found(
        hits=_page(hits, query),
        total=_capped(len(hits)),
        tabs={tab: _capped(sum(of_kind[kind] for kind in KINDS_OF[tab])) for tab in Tab.values},
        topics=_topics([each for each in answered if each.kind in kinds]),
        answered=_capped(sum(each.is_answered and each.kind in kinds for each in _about(recent, query.topics))),
        terms=terms,
    )


def one_per_thread(candidates: Iterable[Candidate]) -> list[Candidate]:
    """A thread once: as itself where it matched, with its best post's id and the better fit; else as its best post.

    Files are results of their own: who looks for one wants to know it, not only the thread."""
    best: dict[tuple[str, int], Candidate] = {}
    for each in candidates:
        key = ("", each.thread_id) if each.thread_id and each.kind != Kind.FILE else (each.kind, each.object_id)
        best[key] = _joined(best[key], each) if key in best else each
    return list(best.values())


def _joined(one: Candidate, other: Candidate) -> Candidate:
    if other.kind == Kind.THREAD:
        one, other = other, one
    if one.kind == Kind.THREAD:
        best_post = other.object_id if one.post_id is None or other.fit > one.post_fit else one.post_id
        return one._replace(fit=max(one.fit, other.fit), post_id=best_post, post_fit=max(one.post_fit, other.fit))
    return max(one, other, key=lambda post: (post.fit, post.moment))


def score(candidate: Candidate, best: float, now: float) -> float:
    """Text fit first (1 for the best), a little more for what is new, a little more for what is answered."""
    age = now - candidate.moment
    recency = 1 + RECENCY * (0.5 ** (age / HALF_LIFE) if age > 0 else 1)
    return candidate.fit / best * recency * (ANSWERED if candidate.is_answered else 1)


def _page(candidates: Sequence[Candidate], query: SearchQuery) -> list[Hit]:
    """The hits of the page that is asked for; those before it are put in order, too, those behind it are not."""
    best = max((each.fit for each in candidates), default=0) or 1.0
    now, end = time.time(), query.start + PAGE_SIZE
    if query.order == Order.NEWEST:
        first = nlargest(end, candidates, key=lambda each: (each.moment, each.object_id))
    else:
        first = nlargest(end, candidates, key=lambda each: (score(each, best, now), each.moment, each.object_id))
    return [
        Hit(each.kind, each.object_id, score(each, best, now), each.thread_id, each.post_id)
        for each in first[query.start :]
    ]


def _since(candidates: Sequence[Candidate], period: str) -> Sequence[Candidate]:
    if period not in PERIODS:
        return candidates
    begin = time.time() - PERIODS[Period(period)]
    return [each for each in candidates if each.moment >= begin]


def _about(candidates: Sequence[Candidate], topics: Iterable[str]) -> Sequence[Candidate]:
    wanted = set(topics)
    return [each for each in candidates if not wanted.isdisjoint(each.topics)] if wanted else candidates


def _topics(candidates: Iterable[Candidate]) -> dict[str, int]:
    of_sets = Counter(tuple(each.topics) for each in candidates)  # few, each the same for many documents
    numbers: Counter[str] = Counter()
    for topics, number in of_sets.items():
        numbers.update(dict.fromkeys(topics, number))
    return {topic: _capped(number) for topic, number in numbers.most_common()}


def _capped(number: int) -> int:
    return min(number, SHOWN_CAP + 1)
