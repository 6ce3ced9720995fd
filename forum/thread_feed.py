"""Lists of threads: what one page of them shows, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, OuterRef, Subquery, TextField, Value

from kit.access import Anybody, values_of
from kit.addresses import addresses
from kit.conditions import is_one_of
from kit.keyset import Direction, KeysetPage, page_of, place_from, rows_from
from kit.models import Tag
from kit.prepared import Given, Prepared

from . import conf
from .conf import NO_INTERESTS, AuthorCard, Interests, Likeness, card_of
from .models import Area, Subscription, Thread
from .querysets import capped_numbers, counts_in_words
from .tags_feed import ListTags, list_tags

MOST_PINNED = 10
MOST_KEPT = 300  # statements written for one tag
VIEWS = ("neueste", "ungelesen", "unbeantwortet", "abonniert", "meine")
UNREAD_WATCHED, FITTING, SINCE_VISIT = "abonniert-ungelesen", "passend", "seit-besuch"
LINKED_VIEWS = (
    UNREAD_WATCHED,
    FITTING,
    SINCE_VISIT,
)  # a tab only while they are shown; linked elsewhere


@dataclass(frozen=True)
class ListFilter:
    """What the thread list is narrowed to; comes from the address."""

    view: str = "neueste"
    area: Area | None = None
    tag: str = ""  # its slug
    tag_id: int | None = None  # 0 where there is no such tag
    kind: str = ""
    interests: Interests = NO_INTERESTS  # for the view »passend«
    like: Likeness | None = None  # only threads of authors whose bodies were so then

    def with_gaps(self) -> "ListFilter":
        """The same question with gaps instead of values, for statements that are written once (kit.prepared)."""
        return _filter_with_gaps(self.view, bool(self.area), self.tag_id, bool(self.kind), bool(self.like))

    def values(self) -> dict[str, Any]:
        """What stands in the gaps."""
        return {
            "area": self.area.pk if self.area else None,
            "kind": self.kind,
            "topics": sorted(self.interests.topics),
            "tags": sorted(self.interests.tags),
            "band": self.like.band if self.like else "",
            "kinds": list(self.like.kinds) if self.like else [],
        }


@lru_cache(MOST_KEPT)
def _filter_with_gaps(view: str, has_area: bool, tag_id: int | None, has_kind: bool, is_like: bool) -> ListFilter:
    """A tag is no gap: PostgreSQL must know which, because how many threads have it decides the way to them."""
    gaps: dict[str, Any] = {"area": Given("area")} if has_area else {}
    gaps |= {"kind": Given("kind", TextField())} if has_kind else {}
    if is_like:
        gaps["like"] = Likeness(*_like_gaps())
    ids = ArrayField(BigIntegerField())
    topics: Any = Given("topics", ids)
    tags: Any = Given("tags", ids)
    return ListFilter(view=view, tag_id=tag_id, interests=Interests(topics, tags), **gaps)


@dataclass
class ThreadRow:
    """One row of the thread list; ``thread`` is read with ``for_list``."""

    thread: Any
    author: AuthorCard
    last_author: AuthorCard
    is_new: bool
    unread_count: int
    is_mine: bool
    tags: list[Tag]
    address: str

    @property
    def is_unread(self) -> bool:
        """As ``ThreadQuerySet.unread`` has it, so that tab and row agree."""
        return bool(self.thread.is_unread)

    @property
    def url(self) -> str:
        """The thread, at its first unread post where the reader has been before."""
        last_read = self.thread.last_read
        return f"{self.address}?ab={last_read + 1}#neu" if self.unread_count and last_read else self.address


@dataclass
class ThreadList:
    rows: list[ThreadRow]
    pinned: list[ThreadRow]
    page: KeysetPage
    tags: ListTags
    counts: dict[str, str]


def thread_list(
    user: Any, wanted: ListFilter, areas: Iterable[Area], *, before: str = "", after: str = ""
) -> ThreadList:
    """One page of threads, newest activity first; pinned ones apart on the first page of »neueste«.

    ``areas``: all the person may enter, as ``areas_for_list`` gives them. Five statements: pinned, page, tags, author
    cards, counts of the tabs.
    """
    asked, place = wanted.with_gaps(), place_from(before, after)
    values = {**values_of(user), **wanted.values(), "moment": place.moment, "pk": place.pk}
    has_pinned = wanted.view == "neueste" and not before and not after
    pinned = _pinned_threads(asked).rows(**values) if has_pinned else []
    found = _threads(asked, place.direction).rows(**values)
    page = page_of(found, "bumped_at", conf.value("THREADS_PER_PAGE"), place.direction)
    shown = [*pinned, *page.items]
    by_id = {area.pk: area for area in areas}  # in their order
    for thread in shown:
        thread.area = by_id[thread.area_id]
    tags = list_tags(user, shown, wanted.tag, by_id.values())
    rows = thread_rows(shown, user, tags.by_id)
    return ThreadList(
        pinned=rows[: len(pinned)],
        rows=rows[len(pinned) :],
        page=page,
        tags=tags,
        counts=counts_in_words(_tabs(wanted.view), _tab_numbers(asked).rows(**values)),
    )


@lru_cache(MOST_KEPT)
def _pinned_threads(asked: ListFilter) -> Prepared[Thread]:
    return Prepared(lambda: _on_top(narrow(Thread.objects.for_list(Anybody()), asked, Anybody())))


@lru_cache(MOST_KEPT)
def _threads(asked: ListFilter, direction: Direction) -> Prepared[Thread]:
    def build() -> Any:
        threads = narrow(Thread.objects.for_list(Anybody()), asked, Anybody())
        if asked.view == "neueste":
            # Pinned ones beyond the limit keep their place among the others: the list of all areas may have many.
            threads = threads.exclude(pk__in=_on_top(threads).values("pk"))
        moment, pk = Given("moment", DateTimeField()), Given("pk")
        return rows_from(threads, "bumped_at", conf.value("THREADS_PER_PAGE"), direction, moment, pk)

    return Prepared(build)


def _on_top(threads: Any) -> Any:
    return threads.pinned().order_by("-pinned_at", "-pk")[:MOST_PINNED]


def narrow(threads: Any, wanted: ListFilter, user: Any) -> Any:
    """The threads of one view and filter; the tabs' numbers come from the same querysets."""
    if wanted.area:
        threads = threads.filter(area=wanted.area)
    if wanted.tag_id is not None:
        threads = threads.with_tag(wanted.tag_id)
    if wanted.kind:
        threads = threads.filter(kind=wanted.kind)
    if wanted.like:
        threads = threads.filter(is_one_of("affiliation_kind", _texts(wanted.like.kinds)))
        threads = threads.filter(affiliation_band=wanted.like.band)
    if wanted.view == "ungelesen":
        # Of a rare kind there may be few: the order leads to the index of the kind instead of through all threads.
        return threads.unread().order_by("-bumped_at", "-pk") if wanted.kind else threads.unread()
    if wanted.view == "unbeantwortet":
        return threads.unanswered()
    if wanted.view == "abonniert":
        return threads.watched_by(user)
    if wanted.view == "meine":
        return threads.with_part_of(user)
    if wanted.view == UNREAD_WATCHED:
        return threads.unread().watched_by(user)
    if wanted.view == FITTING:
        return threads.fitting(user, wanted.interests)
    if wanted.view == SINCE_VISIT:
        return threads.since_last_visit(user)
    return threads


def _like_gaps() -> Any:
    return Given("band", TextField()), Given("kinds", ArrayField(TextField()))


def _texts(kinds: Any) -> Any:
    """An array of words, or the gap for one."""
    return kinds if isinstance(kinds, Given) else Value(list(kinds), ArrayField(TextField()))


def tab_counts(user: Any, wanted: ListFilter) -> dict[str, str]:
    """The number behind each tab but the first, exact up to 99, then »99+«. One statement."""
    rows = _tab_numbers(wanted.with_gaps()).rows(**values_of(user), **wanted.values())
    return counts_in_words(_tabs(wanted.view), rows)


def _tabs(view: str) -> Sequence[str]:
    return [*VIEWS[1:], view] if view in LINKED_VIEWS else VIEWS[1:]


@lru_cache(MOST_KEPT)
def _tab_numbers(asked: ListFilter) -> Prepared[tuple[int, ...]]:
    def build() -> Any:
        base = Thread.objects.listed_to(Anybody()).with_reading_of(Anybody())
        return capped_numbers(
            Anybody(), [narrow(base, replace(asked, view=view), Anybody()) for view in _tabs(asked.view)]
        )

    return Prepared(build)


def thread_rows(threads: Sequence[Any], user: Any, tags: Mapping[int, Tag]) -> list[ThreadRow]:
    """Rows of threads read by ``for_list``, with their areas and tags. One statement, for the author cards."""
    last_author_ids = {thread.pk: thread.last_author_id or thread.author_id for thread in threads}
    cards = conf.author_cards([*(thread.author_id for thread in threads), *last_author_ids.values()])
    address = addresses("forum:thread", str, str, int)
    return [
        ThreadRow(
            thread=thread,
            author=card_of(cards, thread.author_id),
            last_author=card_of(cards, last_author_ids[thread.pk]),
            is_new=is_new(thread),
            unread_count=_unread_count(thread),
            is_mine=thread.author_id == user.pk,
            tags=[tags[pk] for pk in thread.tag_ids if pk in tags],
            address=address(thread.area.slug, thread.slug, thread.pk),
        )
        for thread in threads
    ]


def is_new(thread: Any) -> bool:
    """Unread and never opened, so that there is no number to count from; needs ``with_reading_of``."""
    return thread.is_unread and thread.opened_number is None


def _unread_count(thread: Any) -> int:
    """How many numbers lie after the last one read; 0 below the floor and for threads never opened."""
    if thread.opened_number is None or not thread.is_unread:
        return 0
    return max(0, thread.last_public_number - thread.last_read)


def areas_for_list(user: Any, tag: str = "") -> list[Any]:
    """All areas the person may enter, archived ones too; each with ``my_level``, and with ``tag_id``, the id of the tag
    of that slug. One statement."""
    return _areas.rows(**values_of(user), tag=tag)


def _areas_with_level() -> Any:
    reader = Anybody()
    level = Subscription.objects.in_force().filter(user=reader.pk, area=OuterRef("pk")).values("level")
    areas = Area.objects.visible_to(reader)
    tag = Tag.objects.filter(slug=Given("tag", TextField())).values("pk")
    return areas.select_related("topic").annotate(my_level=Subquery(level), tag_id=Subquery(tag))


_areas = Prepared(_areas_with_level)
