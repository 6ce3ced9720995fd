"""Watching and muting."""

from typing import Any

from django.db import connection
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


def watch_unless_set(user: Any, thread: Thread) -> None:
    """Who writes in a thread watches it, unless they chose a level themselves. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ratschlag_forum_subscription (user_id, thread_id, level, changed_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (thread_id, user_id) DO NOTHING",
            [user.pk, thread.pk, Level.WATCHING, timezone.now()],
        )
