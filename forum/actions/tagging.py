"""Tags of a thread: django-taggit's rows and the array the lists filter by."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forum.models import TaggedThread, Thread
from kit.models import Tag
from kit.models.taxonomy import TAG_PATTERN
from kit.tags import get_tags, typed_names

__all__ = ["get_tags", "set_tags", "tags_from_text"]

MAX_TAGS = 5


def tags_from_text(typed: str, *, most: int = MAX_TAGS) -> list[str]:
    """Names from »Vereine, #Förderung«: folded, each once. Raises ValidationError naming limit and value."""
    names = typed_names(typed)
    if len(names) > most:
        raise ValidationError(
            _("At most %(limit)s tags, you gave %(count)s.") % {"limit": most, "count": len(names)}, "too_many"
        )
    for name in names:
        TAG_PATTERN(name)
    return names


def set_tags(thread: Thread, tags: Iterable[Tag]) -> None:
    """Makes these the thread's tags, in rows and array; the thread must be locked or new.

    Holds the tags until the transaction ends, so that a merge of one waits, or has been seen here: what became a
    synonym meanwhile gives its canonical tag.
    """
    wanted = _held({tag.pk for tag in tags})
    if set(thread.tag_ids) == wanted:
        return
    thread.tagged_items.exclude(tag__in=wanted).delete()
    TaggedThread.objects.bulk_create(
        (TaggedThread(content_object=thread, tag_id=pk) for pk in sorted(wanted)), ignore_conflicts=True
    )
    thread.tag_ids = sorted(wanted)
    Thread.objects.filter(pk=thread.pk).update(tag_ids=thread.tag_ids)


def _held(tag_ids: set[int]) -> set[int]:
    """Locks the tags against change, by id, and gives the ids that stand for them now. One statement, none for none."""
    while tag_ids:
        rows = Tag.objects.raw(
            "SELECT id, canonical_id FROM ratschlag_kit_tag WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(tag_ids)]
        )
        canonical = {row.pk: row.canonical_id or row.pk for row in rows}
        if set(canonical.values()) <= set(canonical):
            return set(canonical.values())
        tag_ids = set(canonical.values())
    return set()
