"""Who wants to hear of a new post.

Precedence (tests/forum/precedence.csv): the thread's level if set; else any muted tag; else the highest tag level; else
the area's level; else the area's default. A muting that has run out is as if it were not set. A direct mention passes
every level but a muted thread, where it is listed without bell or mail.

Who wants the first reply only is told of one, and again when they have read that: until then its notification is
unread.
"""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from kit.access import users_with
from kit.conditions import is_one_of
from notifications.models import Notification

from .enums import Level
from .models import Subscription, Thread
from .tasks import group_key


def people_with_level(thread: Thread) -> QuerySet[Any]:
    """The people who can read the thread, each with ``thread_level`` (or None) and the effective ``level``."""
    mine = Subscription.objects.in_force().filter(user=OuterRef("pk")).order_by()
    # Django takes an empty list for »no row at all« and would leave out the people, too.
    tags = mine.filter(tag__in=thread.tag_ids or [0]).values("user")
    return (
        users_with(thread.area.room)
        .annotate(
            thread_level=Subquery(mine.filter(thread=thread.pk).values("level")),
            lowest_tag=Subquery(tags.annotate(lowest=Min("level")).values("lowest")),
            highest_tag=Subquery(tags.annotate(highest=Max("level")).values("highest")),
            area_level=Subquery(mine.filter(area=thread.area_id).values("level")),
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
                Value(thread.area.default_level),
                output_field=IntegerField(),
            )
        )
    )


def watchers(thread: Thread, *, without: int) -> list[int]:
    """Ids, in order, of the people who hear of a post in this thread; ``without`` is its author. One statement."""
    unread = Notification.objects.unread().filter(user=OuterRef("pk"), group_key=group_key(thread.pk))
    hears = Q(level=Level.WATCHING) | Q(~Exists(unread), level=Level.FIRST)
    people = people_with_level(thread).filter(hears).exclude(pk=without)
    if thread.area.default_level < Level.FIRST:  # then only those who chose; the level of all others need not be known
        people = people.filter(is_one_of("pk", _who_chose_to_hear(thread).values("user").distinct()))
    return list(people.order_by("pk").values_list("pk", flat=True))


def _who_chose_to_hear(thread: Thread) -> QuerySet[Subscription]:
    here = Q(thread=thread.pk) | Q(area=thread.area_id) | Q(tag__in=thread.tag_ids)
    return Subscription.objects.filter(here, level__gte=Level.FIRST).order_by()


def split_mentioned(thread: Thread, user_ids: list[int], *, without: int) -> tuple[list[int], list[int]]:
    """Of the mentioned people who can read the thread: those to tell, and those who muted it. One statement."""
    people = people_with_level(thread).filter(pk__in=user_ids).exclude(pk=without).order_by("pk")
    levels = list(people.values_list("pk", "thread_level"))
    loud = [pk for pk, level in levels if level != Level.MUTED]
    return loud, [pk for pk, level in levels if level == Level.MUTED]
