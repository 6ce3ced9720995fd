"""The page of a thread: its head, and twenty posts at a time, in a fixed number of statements."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kit.access import Anybody, keys_of, values_of
from kit.addresses import addresses
from kit.prepared import Given, Prepared

from . import conf, policy
from .access import THREAD_PREFIX
from .conf import AuthorCard, card_of
from .models import Post, Thread
from .post_extras import Extras, extras_of
from .querysets import TEXTS


def thread_for_page(user: Any, pk: int) -> Thread | None:
    """The thread with all its page shows of it, or None where there is none for this person. One statement."""
    return next(iter(_thread_for(_decisive_keys(user)).rows(**values_of(user), thread=pk)), None)


def thread_to_answer(user: Any, pk: int) -> Thread | None:
    """The same thread with its area alone: nothing of it is shown. One statement."""
    return next(iter(_thread_alone(_decisive_keys(user)).rows(**values_of(user), thread=pk)), None)


def _decisive_keys(user: Any) -> frozenset[str]:
    """Those on which it depends whether a thread is visible, beside its room."""
    return frozenset(key for key in keys_of(user) if key in conf.value("MODERATORS") or key.startswith(THREAD_PREFIX))


@lru_cache(maxsize=100)
def _thread_for(decisive_keys: frozenset[str]) -> Prepared[Thread]:
    return Prepared(lambda: Thread.objects.for_page(Anybody(decisive_keys)).filter(pk=Given("thread")))


@lru_cache(maxsize=100)
def _thread_alone(decisive_keys: frozenset[str]) -> Prepared[Thread]:
    def build() -> Any:
        return Thread.objects.visible_to(Anybody(decisive_keys)).select_related("area").filter(pk=Given("thread"))

    return Prepared(build)


@dataclass
class PostRow:
    """One post of a page, with everything its template shows."""

    post: Post
    url: str
    author: AuthorCard
    extras: Extras
    reply_to: "ReplyTarget | None"
    is_mine: bool
    is_readable: bool
    is_accepted: bool
    is_first_unread: bool
    can_accept: bool
    can_react: bool


@dataclass(frozen=True)
class ReplyTarget:
    url: str
    number: int
    name: str


@dataclass
class PostPage:
    """Posts ``first``..``last`` by number. Pages are ranges of numbers, so links never shift.

    ``only``: whose posts alone these are; then ``last`` is 0, because nobody has read up to anywhere with them.
    """

    rows: list[PostRow]
    first: int
    last: int
    ranges: list[tuple[int, int]]
    previous: int | None
    next: int | None
    only: AuthorCard | None = None


def page_start(number: int, size: int) -> int:
    """The first number of the page on which this number stands."""
    return max(0, number - 1) // size * size + 1


def post_page(user: Any, thread: Any, *, start: int) -> PostPage:
    """The page of posts that begins at number ``start``. Three statements: posts, extras, author cards."""
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


def posts_of_person(user: Any, thread: Any, author_id: int, *, start: int) -> PostPage:
    """The posts of one person from number ``start`` on, a page of them. Three statements."""
    size = conf.value("POSTS_PER_PAGE")
    asked = {**values_of(user), "thread": thread.pk, "first": start, "author": author_id}
    found = _posts_of_person(policy.is_moderator(user)).rows(**asked)
    rows = rows_of(user, thread, found[:size])
    return PostPage(
        rows=rows,
        first=rows[0].post.number if rows else start,
        last=0,
        ranges=[],
        previous=1 if start > 1 else None,
        next=found[size].number if len(found) > size else None,
        only=rows[0].author if rows else None,
    )


def post_rows(user: Any, thread: Any, *, first: int, last: int) -> list[PostRow]:
    """The visible posts with numbers from ``first`` to ``last`` of a thread that came through ``visible_to``."""
    asked = {**values_of(user), "thread": thread.pk, "first": first, "last": last}
    return rows_of(user, thread, _posts(policy.is_moderator(user)).rows(**asked), first)


def rows_of(user: Any, thread: Any, posts: list[Post], first: int = 1) -> list[PostRow]:
    """What the page shows of these posts. Two statements: extras, author cards."""
    for post in posts:
        post.thread = thread
        if post.reply_to:
            post.reply_to.thread = thread
            if not policy.can_see_post(user, post.reply_to):
                post.reply_to = None
    extras = extras_of(user, [post.pk for post in posts])
    authors = [post.author_id for post in posts] + [post.reply_to.author_id for post in posts if post.reply_to]
    cards = conf.author_cards([*authors, user.pk])
    moderates = policy.is_moderator(user)
    takes_part = thread.area.room in keys_of(user)
    first_unread = first_unread_number(thread) or 0
    # The post with that number may be gone; then the next one on its page.
    unread_from = next((post.number for post in posts if first <= first_unread <= post.number), None)
    answers_wanted = thread.is_question and (moderates or (thread.author_id == user.pk and not thread.is_answer_locked))
    address = addresses("forum:post", int)
    rows = []
    for post in posts:
        is_mine = post.author_id == user.pk
        rows.append(
            PostRow(
                post=post,
                url=address(post.pk),
                author=card_of(cards, post.author_id),
                extras=extras[post.pk],
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
        return _whole(posts.filter(number__range=(Given("first"), Given("last"))))

    return Prepared(build)


@cache
def _posts_of_person(is_moderator: bool) -> Prepared[Post]:
    def build() -> Any:
        reader = Anybody(conf.value("MODERATORS") if is_moderator else ())
        posts = Post.objects.of_known_threads(reader).filter(thread=Given("thread"), author=Given("author"))
        return _whole(posts.filter(number__gte=Given("first")))[: conf.value("POSTS_PER_PAGE") + 1]

    return Prepared(build)


def _whole(posts: Any) -> Any:
    posts = posts.select_related("affiliation", "reply_to").order_by("number")
    return posts.defer("source", "text", *(f"reply_to__{text}" for text in TEXTS))


def first_unread_number(thread: Any) -> int | None:
    """The number after the last one read, or None where nothing is unread; needs ``with_reading_of``."""
    return thread.last_read + 1 if thread.is_unread else None


def _ranges(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """The page links: first, the neighbours of the current page, and last, as (first number, last number)."""
    last_start = page_start(end, size)
    wanted = {1, last_start, *(start + step * size for step in (-1, 0, 1))}
    return [(first, min(first + size - 1, end)) for first in sorted(wanted) if 1 <= first <= last_start]
