"""Page-sized reads: one thread list, one page of posts, each in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Max, When
from django.urls import reverse

from kit.access import keys_of
from kit.keyset import KeysetPage, keyset_page
from kit.models import Tag

from . import conf, policy
from .conf import NO_INTERESTS, AuthorCard, Interests
from .enums import ReactionKind
from .models import Area, Post, Reaction, Thread
from .querysets import capped_counts
from .tags_feed import ListTags, list_tags

MOST_PINNED = 10
VIEWS = ("neueste", "ungelesen", "unbeantwortet", "abonniert", "meine")
UNREAD_WATCHED, FITTING = "abonniert-ungelesen", "passend"
LINKED_VIEWS = (UNREAD_WATCHED, FITTING)  # have a tab only while they are shown; other pages count and link them


@dataclass(frozen=True)
class ListFilter:
    """What the thread list is narrowed to; comes from the address."""

    view: str = "neueste"
    area: Area | None = None
    tag: str = ""  # its slug
    kind: str = ""
    interests: Interests = NO_INTERESTS  # for the view »passend«


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

    @property
    def is_unread(self) -> bool:
        """As ``ThreadQuerySet.unread`` has it, so that tab and row agree."""
        return bool(self.thread.is_unread)

    @property
    def url(self) -> str:
        """The thread, at its first unread post where the reader has been before."""
        address = self.thread.get_absolute_url()
        return (
            f"{address}?ab={self.thread.last_read + 1}#neu" if self.unread_count and self.thread.last_read else address
        )


@dataclass
class ThreadList:
    rows: list[ThreadRow]
    pinned: list[ThreadRow]
    page: KeysetPage
    tags: ListTags
    counts: dict[str, str]


def thread_list(user: Any, wanted: ListFilter, *, before: str = "", after: str = "") -> ThreadList:
    """One page of threads, newest activity first; pinned ones apart on the first page of »neueste«.

    Five statements: pinned, page, tags, author cards, counts of the tabs.
    """
    everything = narrow(Thread.objects.for_list(user), wanted, user)
    pinned: list[Thread] = []
    if wanted.view == "neueste":
        on_top = everything.pinned().order_by("-pinned_at", "-pk")[:MOST_PINNED]
        # Pinned ones beyond the limit keep their place among the others: the list of all areas may have many.
        everything = everything.exclude(pk__in=on_top.values("pk"))
        pinned = list(on_top) if not before and not after else []
    page = keyset_page(everything, "bumped_at", conf.value("THREADS_PER_PAGE"), before=before, after=after)
    tags = list_tags(user, [*pinned, *page.items], wanted.tag)
    rows = thread_rows([*pinned, *page.items], user, tags.by_id)
    return ThreadList(
        pinned=rows[: len(pinned)],
        rows=rows[len(pinned) :],
        page=page,
        tags=tags,
        counts=tab_counts(user, wanted),
    )


def narrow(threads: Any, wanted: ListFilter, user: Any) -> Any:
    """The threads of one view and filter; the tabs' numbers come from the same querysets."""
    if wanted.area:
        threads = threads.filter(area=wanted.area)
    if wanted.tag:
        threads = threads.with_tag(wanted.tag)
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
    base = Thread.objects.listed_to(user).with_reading_of(user)
    views = [*VIEWS[1:], wanted.view] if wanted.view in LINKED_VIEWS else VIEWS[1:]
    return capped_counts({view: narrow(base, replace(wanted, view=view), user) for view in views})


def thread_rows(threads: Sequence[Thread], user: Any, tags: Mapping[int, Tag]) -> list[ThreadRow]:
    """Rows of threads read by ``for_list``, with their tags by id. One statement, for the author cards."""
    last_author_ids = {
        thread.pk: thread.last_post.author_id if thread.last_post else thread.author_id for thread in threads
    }
    cards = conf.author_cards([*(thread.author_id for thread in threads), *last_author_ids.values()])
    return [
        ThreadRow(
            thread=thread,
            author=card_of(cards, thread.author_id),
            last_author=card_of(cards, last_author_ids[thread.pk]),
            is_new=is_new(thread),
            unread_count=_unread_count(thread),
            is_mine=thread.author_id == user.pk,
            tags=[tags[pk] for pk in thread.tag_ids if pk in tags],
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
    can_edit: bool
    can_accept: bool
    can_react: bool
    can_restore: bool


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
    """The visible posts with numbers from ``first`` to ``last``."""
    posts = list(
        Post.objects.visible_to(user)
        .filter(thread=thread, number__range=(first, last))
        .select_related("affiliation", "reply_to")
        .order_by("number")
    )
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
    address = reverse("forum:post", args=[0]).removesuffix("0/")  # once for all: resolving is dear
    rows = []
    for post in posts:
        is_mine = post.author_id == user.pk
        rows.append(
            PostRow(
                post=post,
                url=f"{address}{post.pk}/",
                author=card_of(cards, post.author_id),
                reactions=reactions[post.pk],
                reply_to=ReplyTarget(
                    f"{address}{post.reply_to.pk}/", post.reply_to.number, card_of(cards, post.reply_to.author_id).name
                )
                if post.reply_to
                else None,
                is_mine=is_mine,
                is_readable=policy.can_read_text(user, post),
                is_accepted=post.pk == thread.accepted_post_id,
                is_first_unread=post.number == unread_from and post.number > 1,
                can_edit=post.is_public and (is_mine or moderates),
                can_accept=answers_wanted and post.number > 1 and post.is_public,
                can_react=post.is_public and not is_mine and takes_part,
                can_restore=not post.is_public and moderates and policy.can_restore_post(user, post).is_allowed,
            )
        )
    return rows


def first_unread_number(thread: Any) -> int | None:
    """The number after the last one read, or None where nothing is unread; needs ``with_reading_of``."""
    return thread.last_read + 1 if thread.is_unread else None


def _reactions(user: Any, post_ids: list[int]) -> dict[int, list[ReactionButton]]:
    """Counts and own marks per post, in the fixed order of the kinds. One statement."""
    mine = Max(Case(When(user=user.pk, then=1), default=0))
    found = (
        Reaction.objects.filter(post__in=post_ids)
        .order_by()
        .values("post", "kind")
        .annotate(total=Count("pk"), mine=mine)
    )
    by_post: dict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for row in found:
        by_post[row["post"]][row["kind"]] = (row["total"], bool(row["mine"]))
    return {pk: [ReactionButton(kind, *by_post[pk].get(kind, (0, False))) for kind in ReactionKind] for pk in post_ids}


def _ranges(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """The page links: first, the neighbours of the current page, and last, as (first number, last number)."""
    last_start = page_start(end, size)
    wanted = {1, last_start, *(start + step * size for step in (-1, 0, 1))}
    return [(first, min(first + size - 1, end)) for first in sorted(wanted) if 1 <= first <= last_start]
