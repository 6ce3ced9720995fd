"""»Dateien und Vorlagen«: all files below posts that a person may read, with their threads."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kit.keyset import KeysetPage, keyset_page
from kit.models import Tag

from . import conf
from .conf import AuthorCard, card_of
from .models import Affiliation, Area, AttachmentUse, Thread
from .tags_feed import tags_of

PAGE_SIZE = 20
LATEST = 1000  # files whose bodies stand for choice
_UNSHOWN = ("attachment__text", "post__source", "post__html", "post__text")


@dataclass(frozen=True)
class FileFilter:
    """What the list is narrowed to; comes from the address."""

    area: Area | None = None
    tag: Tag | None = None
    kind: str = ""
    affiliation: Affiliation | None = None

    def __bool__(self) -> bool:
        return bool(self.area or self.tag or self.kind or self.affiliation)


@dataclass(frozen=True)
class FileRow:
    """One file where it stands."""

    use: AttachmentUse
    author: AuthorCard
    tags: list[Tag]

    @property
    def ending(self) -> str:
        return self.use.attachment.name.rpartition(".")[2].upper()


def file_list(user: Any, wanted: FileFilter, *, before: str = "", after: str = "") -> tuple[list[FileRow], KeysetPage]:
    """One page of the files in this person's lists, the last sent first. Three statements: files, cards, tags."""
    uses = _narrow(AttachmentUse.objects.listed_to(user), wanted).defer(*_UNSHOWN)
    uses = uses.select_related("attachment", "post__thread__area__topic", "post__affiliation")
    page = keyset_page(uses, "created_at", PAGE_SIZE, before=before, after=after)
    posts = [use.post for use in page.items]
    cards = conf.author_cards(post.author_id for post in posts)
    tags = tags_of(post.thread for post in posts)
    rows = [
        FileRow(
            use,
            card_of(cards, use.post.author_id),
            [tags[pk] for pk in use.post.thread.tag_ids if pk in tags],
        )
        for use in page.items
    ]
    return rows, page


def bodies_with_files(user: Any) -> QuerySet[Affiliation]:
    """The bodies whose people sent the latest files, by name. One statement."""
    latest = AttachmentUse.objects.listed_to(user).order_by("-created_at", "-pk")
    bodies = latest.values("post__affiliation")[:LATEST]
    return Affiliation.objects.filter(pk__in=bodies).order_by("label")


def is_known_tag(user: Any, tag: Tag) -> bool:
    """Whether a thread the person can read has it; one they cannot know of is like none. One statement."""
    return Thread.objects.listed_to(user).with_tag(tag.pk).exists()


def _narrow(uses: Any, wanted: FileFilter) -> Any:
    if wanted.area:
        uses = uses.filter(post__thread__area=wanted.area)
    if wanted.tag:
        uses = uses.filter(post__thread__tag_ids__contains=[wanted.tag.pk])
    if wanted.kind:
        uses = uses.filter(attachment__kind=wanted.kind)
    if wanted.affiliation:
        uses = uses.filter(post__affiliation=wanted.affiliation)
    return uses
