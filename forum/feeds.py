"""Page-sized reads: one thread list, one page of posts, each in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, Count, DateTimeField, Max, OuterRef, Subquery, TextField, When

from kit.access import Anybody, keys_of, values_of
from kit.addresses import addresses
from kit.conditions import is_one_of
from kit.keyset import Direction, KeysetPage, page_of, place_from, rows_from
from kit.models import Tag
from kit.prepared import Given, Prepared

from . import conf, policy
from .access import THREAD_PREFIX
from .conf import NO_INTERESTS, AuthorCard, Interests
from .enums import ReactionKind
from .models import Area, Post, Reaction, Subscription, Thread
from .querysets import TEXTS, capped_numbers, counts_in_words
from .tags_feed import ListTags, list_tags

MOST_PINNED = 10
MOST_KEPT = 300  # statements written for one tag
VIEWS = ("neueste", "ungelesen", "unbeantwortet", "abonniert", "meine")
UNREAD_WATCHED, FITTING = "abonniert-ungelesen", "passend"
LINKED_VIEWS = (UNREAD_WATCHED, FITTING)  # have a tab only while they are shown; other pages count and link them


@dataclass(frozen=True)
class ListFilter:
    """What the thread list is narrowed to; comes from the address."""

    view: str = "neueste"
    area: Area | None = None
    tag: str = ""  # its slug
    tag_id: int | None = None  # 0 where there is no such tag
    kind: str = ""
    interests: Interests = NO_INTERESTS  # for the view »passend«

    def with_gaps(self) -> "ListFilter":
        """The same question with gaps instead of values, for statements that are written once (kit.prepared)."""
        return _filter_with_gaps(self.view, bool(self.area), self.tag_id, bool(self.kind))

    def values(self) -> dict[str, Any]:
        """What stands in the gaps."""
        return {
            "area": self.area.pk if self.area else None,
            "kind": self.kind,
            "topics": sorted(self.interests.topics),
            "tags": sorted(self.interests.tags),
        }


@lru_cache(MOST_KEPT)
def _filter_with_gaps(view: str, has_area: bool, tag_id: int | None, has_kind: bool) -> ListFilter:
    """A tag is no gap: PostgreSQL must know which, because how many threads have it decides the way to them."""
    gaps: dict[str, Any] = {"area": Given("area")} if has_area else {}
    gaps |= {"kind": Given("kind", TextField())} if has_kind else {}
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
    by_id = {area.pk: area for area in areas}
    for thread in shown:
        thread.area = by_id[thread.area_id]
    tags = list_tags(user, shown, wanted.tag)
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
    if wanted.view == "ungelesen":
        return threads.unread()
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
    return threads


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


def thread_rows(threads: Sequence[Thread], user: Any, tags: Mapping[int, Tag]) -> list[ThreadRow]:
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


def card_of(cards: Mapping[int, AuthorCard], user_id: int) -> AuthorCard:
    """The author's card; a placeholder where the site knows nobody by this id any more."""
    return cards.get(user_id) or AuthorCard(user_id, "–", is_former=True)


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


def thread_for_page(user: Any, pk: int) -> Thread | None:
    """The thread with all its page shows of it, or None where there is none for this person. One statement."""
    decisive = frozenset(
        key for key in keys_of(user) if key in conf.value("MODERATORS") or key.startswith(THREAD_PREFIX)
    )
    return next(iter(_thread_for(decisive).rows(**values_of(user), thread=pk)), None)


@lru_cache(maxsize=100)
def _thread_for(decisive_keys: frozenset[str]) -> Prepared[Thread]:
    return Prepared(lambda: Thread.objects.for_page(Anybody(decisive_keys)).filter(pk=Given("thread")))


@dataclass
class PostRow:
    """One post of a page, with everything its template shows."""

    post: Post
    url: str
    author: AuthorCard
    reactions: list["ReactionButton"]
    reply_to: "ReplyTarget | None"
    is_mine: bool
    is_readable: bool
    is_accepted: bool
    is_first_unread: bool
    can_accept: bool
    can_react: bool


@dataclass(frozen=True)
class ReactionButton:
    kind: ReactionKind
    count: int
    is_on: bool


@dataclass(frozen=True)
class ReplyTarget:
    url: str
    number: int
    name: str


@dataclass
class PostPage:
    """Posts ``first``..``last`` by number. Pages are ranges of numbers, so links never shift."""

    rows: list[PostRow]
    first: int
    last: int
    ranges: list[tuple[int, int]]
    previous: int | None
    next: int | None


def page_start(number: int, size: int) -> int:
    """The first number of the page on which this number stands."""
    return max(0, number - 1) // size * size + 1


def post_page(user: Any, thread: Any, *, start: int) -> PostPage:
    """The page of posts that begins at number ``start``. Three statements: posts, reactions, author cards."""
    size = conf.value("POSTS_PER_PAGE")
    start = min(page_start(start, size), page_start(max(1, thread.next_number - 1), size))
    rows = post_rows(user, thread, first=start, last=start + size - 1)
    end = thread.next_number - 1
    return PostPage(
        rows=rows,
        first=start,
        last=min(start + size - 1, end),
        ranges=_ranges(start, end, size),
        previous=start - size if start > 1 else None,
        next=start + size if start + size <= end else None,
    )


def post_rows(user: Any, thread: Any, *, first: int, last: int) -> list[PostRow]:
    """The visible posts with numbers from ``first`` to ``last`` of a thread that came through ``visible_to``."""
    posts = _posts(policy.is_moderator(user)).rows(**values_of(user), thread=thread.pk, first=first, last=last)
    for post in posts:
        post.thread = thread
        if post.reply_to:
            post.reply_to.thread = thread
            if not policy.can_see_post(user, post.reply_to):
                post.reply_to = None
    reactions = _reactions(user, [post.pk for post in posts])
    authors = [post.author_id for post in posts] + [post.reply_to.author_id for post in posts if post.reply_to]
    cards = conf.author_cards([*authors, user.pk])
    moderates = policy.is_moderator(user)
    takes_part = thread.area.room in keys_of(user)
    first_unread = first_unread_number(thread) or 0
    # The post with that number may be gone; then the next one on its page.
    unread_from = next((post.number for post in posts if first <= first_unread <= post.number), None)
    answers_wanted = thread.is_question and (thread.author_id == user.pk or moderates)
    address = addresses("forum:post", int)
    rows = []
    for post in posts:
        is_mine = post.author_id == user.pk
        rows.append(
            PostRow(
                post=post,
                url=address(post.pk),
                author=card_of(cards, post.author_id),
                reactions=reactions[post.pk],
                reply_to=ReplyTarget(
                    address(post.reply_to.pk), post.reply_to.number, card_of(cards, post.reply_to.author_id).name
                )
                if post.reply_to
                else None,
                is_mine=is_mine,
                is_readable=policy.can_read_text(user, post),
                is_accepted=post.pk == thread.accepted_post_id,
                is_first_unread=post.number == unread_from and post.number > 1,
                can_accept=answers_wanted and post.number > 1 and post.is_public,
                can_react=post.is_public and not is_mine and takes_part,
            )
        )
    return rows


@cache
def _posts(is_moderator: bool) -> Prepared[Post]:
    def build() -> Any:
        reader = Anybody(conf.value("MODERATORS") if is_moderator else ())
        posts = Post.objects.of_known_threads(reader).filter(thread=Given("thread"))
        posts = posts.filter(number__range=(Given("first"), Given("last"))).select_related("affiliation", "reply_to")
        return posts.defer("source", "text", *(f"reply_to__{text}" for text in TEXTS)).order_by("number")

    return Prepared(build)


def first_unread_number(thread: Any) -> int | None:
    """The number after the last one read, or None where nothing is unread; needs ``with_reading_of``."""
    return thread.last_read + 1 if thread.is_unread else None


def _reactions(user: Any, post_ids: list[int]) -> dict[int, list[ReactionButton]]:
    """Counts and own marks per post, in the fixed order of the kinds. One statement."""
    by_post: dict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for post, kind, total, is_mine in _reactions_of.rows(user=user.pk, posts=post_ids) if post_ids else ():
        by_post[post][kind] = (total, bool(is_mine))
    return {pk: [ReactionButton(kind, *by_post[pk].get(kind, (0, False))) for kind in ReactionKind] for pk in post_ids}


def _counted_reactions() -> Any:
    mine = Max(Case(When(user=Given("user"), then=1), default=0))
    found = Reaction.objects.filter(is_one_of("post", Given("posts"))).order_by().values("post", "kind")
    return found.annotate(total=Count("pk"), mine=mine).values_list("post", "kind", "total", "mine")


_reactions_of = Prepared(_counted_reactions)


def _ranges(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """The page links: first, the neighbours of the current page, and last, as (first number, last number)."""
    last_start = page_start(end, size)
    wanted = {1, last_start, *(start + step * size for step in (-1, 0, 1))}
    return [(first, min(first + size - 1, end)) for first in sorted(wanted) if 1 <= first <= last_start]
