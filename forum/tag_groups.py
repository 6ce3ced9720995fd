"""Groups of tags: what an area asks for, and which names may be told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kit.access import Person
from kit.models import Tag, TagGroup

from .models import Area, TaggedThread
from .tag_list import managed_tags, uses

MOST_NAMED = 12


def grouped_tags(user: Person) -> QuerySet[Tag]:
    """Tags of groups this person may know of: used where they read, or used nowhere yet."""
    anywhere = Exists(TaggedThread.objects.filter(tag=OuterRef("pk")))
    here = Exists(uses(user).filter(tag=OuterRef("pk")))
    return Tag.objects.filter(here | ~anywhere, canonical=None, group__isnull=False)


def names_in(user: Person, group_id: int) -> list[str]:
    """The first tags of a group, by name. One statement."""
    tags = grouped_tags(user).filter(group=group_id).order_by("name")
    return list(tags.values_list("name", flat=True)[:MOST_NAMED])


def check_groups(user: Person, area: Area, tags: Sequence[Tag]) -> None:
    """Raises ValidationError where the area's required group has no tag among these, or a group of which a thread may
    have only one has several. No statement where there is nothing to find out."""
    of_group = Counter(tag.group_id for tag in tags if tag.group_id)
    if area.required_group_id and not of_group[area.required_group_id]:
        group = TagGroup.objects.get(pk=area.required_group_id)
        named = {"group": group.name, "tags": ", ".join(names_in(user, group.pk))}
        raise ValidationError(
            {"tags": _("Each thread in this area needs a tag of the group “%(group)s”: %(tags)s.") % named}, "no_group"
        )
    several = [group for group, times in of_group.items() if times > 1]
    for group in TagGroup.objects.filter(pk__in=several, is_single=True) if several else ():
        chosen = ", ".join(tag.name for tag in tags if tag.group_id == group.pk)
        raise ValidationError(
            {
                "tags": _("Of the group “%(group)s” a thread has only one tag, you gave %(tags)s.")
                % {"group": group.name, "tags": chosen}
            },
            "single_group",
        )


def required_hint(user: Person, area: Area | None) -> str:
    """What the form says of the area's required group, or nothing."""
    if area is None or area.required_group is None:
        return ""
    named = {"group": area.required_group.name, "tags": ", ".join(names_in(user, area.required_group.pk))}
    return _("At least one of the group “%(group)s”: %(tags)s.") % named


def suggested_tags(user: Person, typed: str, *, most: int) -> list[str]:
    """Names of tags the person may know of in which (or in whose synonyms) this stands: those that begin with it
    first, then the most used. Two statements at most."""
    synonyms = Tag.objects.filter(canonical=OuterRef("pk"), name__istartswith=typed)
    known: QuerySet[Any] = managed_tags(user).filter(Q(name__icontains=typed) | Exists(synonyms))
    unused = grouped_tags(user).filter(name__icontains=typed).exclude(Exists(uses(user).filter(tag=OuterRef("pk"))))
    rows = [*known.order_by("-times", "name").values_list("name", flat=True)[:50]]
    rows += [*unused.order_by("name").values_list("name", flat=True)[:most]] if len(rows) < most else []
    return _beginning_first(rows, typed)[:most]


def _beginning_first(names: Iterable[str], typed: str) -> list[str]:
    return sorted(names, key=lambda name: not name.casefold().startswith(typed.casefold()))
