"""The tags somebody may know of, with how often they are used where the person can read."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, Q, QuerySet

from kit.access import Person, keys_of
from kit.models import Tag

from .enums import Visibility
from .models import TaggedThread
from .querysets import CAP

PER_PAGE = 50


@dataclass(frozen=True)
class TagRow:
    """A tag as the list shows it; ``times``: how often it is used, »99+« beyond the cap."""

    tag: Tag
    times: str
    synonyms: list[str]


@dataclass(frozen=True)
class TagPage:
    """``after``: cursor of the next page, or empty."""

    rows: list[TagRow]
    after: str


def uses(user: Person) -> QuerySet[TaggedThread]:
    """Uses in public threads of the areas this person may enter."""
    return TaggedThread.objects.filter(
        content_object__visibility=Visibility.PUBLIC, content_object__area__room__in=keys_of(user)
    )


def managed_tags(user: Person) -> QuerySet[Any]:
    """Tags in use, each with ``times``, counted up to CAP + 1. Synonyms are not among them: they stand beside theirs.

    A tag that stands in closed areas alone does not exist for who may not enter them.
    """
    here = uses(user).filter(tag=OuterRef("pk"))
    counted = Func(ArraySubquery(here.values("pk")[: CAP + 1]), function="cardinality", output_field=IntegerField())
    return Tag.objects.filter(Exists(here), canonical=None).annotate(times=counted)


def tag_page(user: Person, *, words: str = "", after: str = "") -> TagPage:
    """One page of the tags in which (or in whose synonyms) each word occurs, by address. Two statements."""
    found = managed_tags(user)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Exists(_synonyms_with(word)))
    if after:
        found = found.filter(slug__gt=after)
    rows = list(found.order_by("slug").prefetch_related("synonyms")[: PER_PAGE + 1])
    return TagPage([_row(tag) for tag in rows[:PER_PAGE]], rows[PER_PAGE - 1].slug if len(rows) > PER_PAGE else "")


def _synonyms_with(word: str) -> QuerySet[Tag]:
    return Tag.objects.filter(canonical=OuterRef("pk"), name__icontains=word)


def _row(tag: Any) -> TagRow:
    return TagRow(tag, times_label(tag.times), sorted(each.name for each in tag.synonyms.all()))


def canonical_slug(user: Person, slug: str) -> str:
    """Where an old address leads: the slug of the tag this one is a synonym of, if the person may know of that."""
    found = managed_tags(user).filter(synonyms__slug=slug).values_list("slug", flat=True).first()
    return found or ""


def times_label(times: int) -> str:
    """The number, or »99+«."""
    return f"{CAP}+" if times > CAP else str(times)
