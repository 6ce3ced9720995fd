"""The tags somebody may know of, with how often they are used where the person can read."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet

from kit.access import Person, keys_of
from kit.models import Tag

from .enums import Visibility
from .models import TaggedThread
from .querysets import CAP


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


def times_label(times: int) -> str:
    """The number, or »99+«."""
    return f"{CAP}+" if times > CAP else str(times)
