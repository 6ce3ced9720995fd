"""Who wants to hear of a new post.

Precedence (tests/forum/precedence.csv): the thread's level if set; else any muted tag; else the highest tag level; else
the area's level; else the area's default. A muting that has run out is as if it were not set. A direct mention passes
every level but a muted thread, where it is listed without bell or mail.

Who wants the first reply only is told of one, and again when they have read that: until then its notification is
unread.
"""

from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    Expression,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from kit.access import users_with
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared
from notifications.models import Notification

from .enums import Level
from .models import Subscription, Thread
from .tasks import group_key

_IDS = ArrayField(BigIntegerField())


def people_with_level(thread: Thread) -> QuerySet[Any]:
    """The people who can read the thread, each with ``thread_level`` (or None) and the effective ``level``."""
    area = thread.area
    return _people(area.room, area.default_level, thread.pk, area.pk, Value(thread.tag_ids, _IDS))


def _people(room: str, default_level: int, thread: Any, area: Any, tags: Expression) -> QuerySet[Any]:
    """``thread``, ``area`` (ids) and ``tags`` may be gaps (kit.prepared)."""
    mine = Subscription.objects.in_force().filter(user=OuterRef("pk")).order_by()
    tagged = mine.filter(is_one_of("tag", tags)).values("user")
    return (
        users_with(room)
        .annotate(
            thread_level=Subquery(mine.filter(thread=thread).values("level")),
            lowest_tag=Subquery(tagged.annotate(lowest=Min("level")).values("lowest")),
            highest_tag=Subquery(tagged.annotate(highest=Max("level")).values("highest")),
            area_level=Subquery(mine.filter(area=area).values("level")),
        )
        .annotate(
            level=Coalesce(
                F("thread_level"),
                Case(
                    When(lowest_tag=Level.MUTED, then=Value(Level.MUTED)),
                    default=F("highest_tag"),
                    output_field=IntegerField(),
                ),
                F("area_level"),
                Value(default_level),
                output_field=IntegerField(),
            )
        )
    )


def watchers(thread: Thread, *, without: int) -> list[int]:
    """Ids, in order, of the people who hear of a post in this thread; ``without`` is its author. One statement."""
    area, group = thread.area, group_key(thread.pk)
    found = _watchers(area.room, area.default_level).rows(
        thread=thread.pk, area=area.pk, tags=thread.tag_ids, group=group, without=without
    )
    return [pk for (pk,) in found]


@lru_cache(100)
def _watchers(room: str, default_level: int) -> Prepared[tuple[int]]:
    """Asked for each reply, so that the statement is written once for each room."""

    def build() -> Any:
        thread, area, tags = Given("thread"), Given("area"), Given("tags", _IDS)
        unread = Notification.objects.unread().filter(user=OuterRef("pk"), group_key=Given("group", TextField()))
        hears = Q(level=Level.WATCHING) | Q(~Exists(unread), level=Level.FIRST)
        people = _people(room, default_level, thread, area, tags).filter(hears).exclude(pk=Given("without"))
        if default_level < Level.FIRST:  # then only those who chose; the level of all others need not be known
            here = Q(thread=thread) | Q(area=area) | is_one_of("tag", tags)
            chose = Subscription.objects.filter(here, level__gte=Level.FIRST).order_by()
            people = people.filter(is_one_of("pk", chose.values("user").distinct()))
        return people.order_by("pk").values_list("pk")

    return Prepared(build)


def split_mentioned(thread: Thread, user_ids: list[int], *, without: int) -> tuple[list[int], list[int]]:
    """Of the mentioned people who can read the thread: those to tell, and those who muted it. One statement."""
    people = people_with_level(thread).filter(pk__in=user_ids).exclude(pk=without).order_by("pk")
    levels = list(people.values_list("pk", "thread_level"))
    loud = [pk for pk, level in levels if level != Level.MUTED]
    return loud, [pk for pk, level in levels if level == Level.MUTED]
