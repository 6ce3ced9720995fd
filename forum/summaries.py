"""What other pages show of the forum, in numbers that are those of its own lists."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from .conf import Interests
from .enums import Level
from .feeds import FITTING, UNREAD_WATCHED, ListFilter, narrow
from .models import Area, Subscription, Thread
from .querysets import capped_counts


@dataclass(frozen=True)
class Numbers:
    """Each as the list behind it has it: exact up to 99, then »99+«."""

    unread: str
    fitting: str
    by_area: dict[int, str]  # the watched areas' share of ``unread``


def watched_areas(user: Any) -> list[Area]:
    """The areas in use of which this person hears every reply, chosen or by default, in their order. One statement."""
    mine = Subscription.objects.filter(user=user.pk, area=OuterRef("pk")).values("level")
    areas = Area.objects.visible_to(user).in_use().select_related("topic")
    return list(areas.alias(level=Coalesce(Subquery(mine), "default_level")).filter(level=Level.WATCHING))


def numbers(user: Any, interests: Interests, areas: list[Area]) -> Numbers:
    """How much waits for this person, all in one statement."""
    base = Thread.objects.listed_to(user).with_reading_of(user)
    parts = {
        UNREAD_WATCHED: narrow(base, ListFilter(UNREAD_WATCHED), user),
        FITTING: narrow(base, ListFilter(FITTING, interests=interests), user),
        **{f"area:{area.pk}": narrow(base, ListFilter(UNREAD_WATCHED, area), user) for area in areas},
    }
    found = capped_counts(parts)
    return Numbers(found[UNREAD_WATCHED], found[FITTING], {area.pk: found[f"area:{area.pk}"] for area in areas})
