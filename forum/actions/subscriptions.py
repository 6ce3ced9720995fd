"""Watching and muting."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from forum import policy
from forum.enums import Level
from forum.models import Area, Subscription, Thread


def set_thread_level(*, actor: Any, thread: Thread, level: Level) -> None:
    """Sets how much the person wants to hear of a thread. Raises what policy denies."""
    policy.can_see_thread(actor, thread).require()
    Subscription.objects.update_or_create(user=actor, thread=thread, defaults={"level": level})


def set_area_level(*, actor: Any, area: Area, level: Level) -> None:
    """Sets how much the person wants to hear of an area. Raises what policy denies."""
    policy.can_see_area(actor, area).require()
    Subscription.objects.update_or_create(user=actor, area=area, defaults={"level": level})


def choose_areas(*, actor: Any, areas: Iterable[Area]) -> None:
    """Makes these the open areas the person watches; closed areas, tags and threads keep their levels.

    An open area left out that would be watched (by a choice made before or by its own default) is set to »only
    mentions«. Raises what policy denies. Three statements, whatever the number of areas.
    """
    with transaction.atomic():
        wanted = {area.pk for area in areas}
        offered = Area.objects.visible_to(actor).in_use().filter(is_closed=False).order_by("pk")
        levels = dict(Subscription.objects.filter(user=actor.pk, area__isnull=False).values_list("area", "level"))
        rows = []
        for area in offered:
            if area.pk in wanted:
                wanted.remove(area.pk)
                level = Level.WATCHING
            elif levels.get(area.pk, area.default_level) == Level.WATCHING:
                level = Level.NORMAL
            else:
                continue
            rows.append(Subscription(user=actor, area=area, level=level, changed_at=timezone.now()))
        if wanted:
            raise Http404
        Subscription.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["area", "user"], update_fields=["level", "changed_at"]
        )


def watch_unless_set(user: Any, thread: Thread) -> None:
    """Who writes in a thread watches it, unless they chose a level themselves. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ratschlag_forum_subscription (user_id, thread_id, level, changed_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (thread_id, user_id) DO NOTHING",
            [user.pk, thread.pk, Level.WATCHING, timezone.now()],
        )
