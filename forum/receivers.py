"""How many people a text would tell by its mentions."""

from typing import Any

from kit import richtext
from kit.access import users_with

from . import conf
from .bodies import link_typed_mentions
from .models import Affiliation, Area


def count_receivers(source: str, *, area: Area, author: Any) -> int:
    """People whom the mentions of this sanitised text would reach. No statement where nobody is mentioned; people
    are at most ten, which alone is never worth a question."""
    if conf.hook("PEOPLE_OF") and "@" in source:
        source = link_typed_mentions(source, area)  # as publishing it will
    bodies = richtext.mentioned_bodies(source)
    if not bodies:
        return 0
    keys = list(Affiliation.objects.filter(pk__in=bodies).values_list("key", flat=True))
    people = {pk for ids in conf.people_of(keys).values() for pk in ids} | set(richtext.mentioned_ids(source))
    return users_with(area.room).filter(pk__in=people).exclude(pk=author.pk).count()
