"""The list of a person's bookmarks."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from kit.keyset import KeysetPage, keyset_page

from . import conf, policy
from .conf import AuthorCard, card_of
from .models import Bookmark, Post

PAGE_SIZE = 20
EXCERPT = 160


@dataclass(frozen=True)
class BookmarkRow:
    bookmark: Bookmark
    author: AuthorCard
    excerpt: str


def bookmark_list(user: Any, *, before: str = "", after: str = "") -> tuple[list[BookmarkRow], KeysetPage]:
    """One page of the posts the person kept and may see now, the last kept first. Two statements."""
    kept = Bookmark.objects.filter(user=user.pk, post__in=Post.objects.visible_to(user))
    kept = kept.select_related("post__thread__area__topic").defer("post__source", "post__html")
    page = keyset_page(kept, "created_at", PAGE_SIZE, before=before, after=after)
    cards = conf.author_cards(bookmark.post.author_id for bookmark in page.items)
    rows = [
        BookmarkRow(bookmark, card_of(cards, bookmark.post.author_id), _excerpt(user, bookmark.post))
        for bookmark in page.items
    ]
    return rows, page


def _excerpt(user: Any, post: Post) -> str:
    return shorten(post.text, EXCERPT, placeholder=" …") if policy.can_read_text(user, post) else ""
