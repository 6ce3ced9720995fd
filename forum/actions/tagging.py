"""Tags of a thread: django-taggit's rows and the array the lists filter by."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum.models import TaggedThread, Thread
from forum.models.thread import UMLAUTS
from kit.models import Tag
from kit.models.taxonomy import TAG_PATTERN

MAX_TAGS = 5


def tags_from_text(typed: str) -> list[str]:
    """Names from »Vereine, #Förderung«: folded, each once. Raises ValidationError naming limit and value."""
    names = [name.strip().lstrip("#").replace(" ", "-") for name in typed.replace(";", ",").split(",")]
    names = list({name.casefold(): name for name in names if name}.values())
    if len(names) > MAX_TAGS:
        raise ValidationError(
            _("At most %(limit)s tags, you gave %(count)s.") % {"limit": MAX_TAGS, "count": len(names)}, "too_many"
        )
    for name in names:
        TAG_PATTERN(name)
    return names


def get_tags(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, created where missing; a synonym gives its canonical tag. Two statements or more."""
    wanted = {slugify(name.translate(UMLAUTS)): name for name in names}
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted).select_related("canonical")}
    # In one order: two people who create the same tags at once would else wait for each other in a circle.
    missing = [Tag(name=name, slug=slug) for slug, name in sorted(wanted.items()) if slug not in known]
    if missing:
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        known |= {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted).select_related("canonical")}
    return list(
        {tag.pk: tag for slug in wanted if slug in known for tag in [known[slug].canonical or known[slug]]}.values()
    )


def set_tags(thread: Thread, tags: Iterable[Tag]) -> None:
    """Makes these the thread's tags, in rows and array; the thread must be locked or new."""
    wanted = {tag.pk for tag in tags}
    if set(thread.tag_ids) == wanted:
        return
    thread.tagged_items.exclude(tag__in=wanted).delete()
    TaggedThread.objects.bulk_create(
        (TaggedThread(content_object=thread, tag_id=pk) for pk in sorted(wanted)), ignore_conflicts=True
    )
    thread.tag_ids = sorted(wanted)
    Thread.objects.filter(pk=thread.pk).update(tag_ids=thread.tag_ids)
