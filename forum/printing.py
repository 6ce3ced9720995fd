"""A whole thread on paper: number, date, author and body of each post.

Paper has no door. A print holds what everybody in the area may read and no more, whoever makes it: of a hidden post its
place, of a withdrawn one nothing. Large threads come in parts, so that one never needs more than some megabytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from . import conf
from .enums import FileState, Visibility
from .errors import RateLimited
from .post_feed import PostRow, post_rows

PART_POSTS = 250
PART_CHARACTERS = 400_000  # of text; a part ends with the step that reaches them
STEP = 50  # posts read at once
HOUR = 3600


@dataclass(frozen=True)
class PrintedPost:
    """``html`` is None where only the post's place is printed. ``files``: the names of those listed below it."""

    number: int
    created_at: datetime
    name: str
    body: str
    html: str | None
    is_answer: bool = False
    reply_to: int | None = None
    files: list[str] = field(default_factory=list)
    poll: dict[str, Any] | None = None


@dataclass(frozen=True)
class PrintPart:
    """The posts ``first``..``last`` by number; ``next`` is where the following part begins. ``printed_at``: now."""

    thread: Any
    posts: list[PrintedPost]
    first: int
    last: int
    next: int | None
    printed_at: datetime

    @property
    def is_whole(self) -> bool:
        return self.first == 1 and self.next is None


def print_part(user: Any, thread: Any, *, start: int) -> PrintPart:
    """The part of a thread, which came through ``visible_to`` and ``with_reading_of``, from this number on.

    Three statements for each STEP posts: posts, extras, author cards.
    """
    end = thread.next_number - 1
    first = start if 1 <= start <= end else 1
    posts, size, number = [], 0, first
    while number <= min(end, first + PART_POSTS - 1) and size < PART_CHARACTERS:
        last = min(number + STEP, first + PART_POSTS, end + 1) - 1
        for post in _printed(user, thread, first=number, last=last):
            posts.append(post)
            size += len(post.html or "")
        number = last + 1
    return PrintPart(thread, posts, first, max(number - 1, 0), number if number <= end else None, timezone.now())


def count_print(user: Any) -> None:
    """Counts one more print of this person in this hour, in the cache. Raises RateLimited beyond PRINTS_PER_HOUR."""
    limit = conf.value("PRINTS_PER_HOUR")
    if limit is None:
        return
    seconds = int(timezone.now().timestamp())
    cache, key = caches["default"], f"forum.prints:{user.pk}:{seconds // HOUR}"
    so_far = cache.get(key, 0)
    if so_far >= limit:
        raise RateLimited(HOUR - seconds % HOUR)
    cache.set(key, so_far + 1, HOUR)


def _printed(user: Any, thread: Any, *, first: int, last: int) -> Iterator[PrintedPost]:
    for row in post_rows(user, thread, first=first, last=last):
        if row.post.visibility in (Visibility.PUBLIC, Visibility.HIDDEN):
            yield _printed_post(row)


def _printed_post(row: PostRow) -> PrintedPost:
    post, author = row.post, row.author
    body = post.affiliation.label if post.affiliation else author.affiliation
    if not post.is_public:
        return PrintedPost(post.number, post.created_at, author.name, body, None)
    return PrintedPost(
        number=post.number,
        created_at=post.created_at,
        name=author.name,
        body=body,
        html=post.html,
        is_answer=row.is_accepted,
        reply_to=row.reply_to.number if row.reply_to else None,
        files=[file["name"] for file in row.extras.files if file["state"] == FileState.OK],
        poll=row.extras.poll,
    )
