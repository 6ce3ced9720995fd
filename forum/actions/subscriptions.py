"""Watching and muting."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from forum import policy
from forum.enums import Level
from forum.models import Area, AutomaticLevel, Subscription, Thread
from forum.tag_list import uses
from kit.models import Tag
from kit.prepared import preparing_cursor


def set_thread_level(*, actor: Any, thread: Thread, level: Level, until: date | None = None) -> None:
    """Sets how much the person wants to hear of a thread, a muting until a day (which still belongs to it).

    Raises what policy denies.
    """
    policy.can_see_thread(actor, thread).require()
    _set(actor, level, until, thread=thread)


def set_area_level(*, actor: Any, area: Area, level: Level, until: date | None = None) -> None:
    """Sets how much the person wants to hear of an area. Raises what policy denies."""
    policy.can_see_area(actor, area).require()
    _set(actor, level, until, area=area)


def set_tag_level(*, actor: Any, tag: Tag, level: Level, until: date | None = None) -> None:
    """Sets how much the person wants to hear of threads with a tag. Raises Http404 where they may not know of it."""
    if tag.canonical_id is not None or not uses(actor).filter(tag=tag.pk).exists():
        raise Http404
    _set(actor, level, until, tag=tag)


def change_area_levels(*, actor: Any, levels: Mapping[int, Level]) -> None:
    """Sets the levels of areas by id, those that are another one now; a muting set so has no end.

    Raises Http404 where the person may not see one of them. Three statements, whatever the number of areas.
    """
    with transaction.atomic():
        areas = list(Area.objects.visible_to(actor).in_use().filter(pk__in=list(levels)).order_by("pk"))
        if len(areas) != len(levels):
            raise Http404
        mine = Subscription.objects.in_force().filter(user=actor.pk, area__in=areas)
        now = dict(mine.values_list("area", "level"))
        _write_areas(actor, {each: levels[each.pk] for each in areas}, now)


def unset_levels(*, actor: Any, subscription_ids: Iterable[int]) -> None:
    """Takes the person's own choices back: what is next in precedence counts again."""
    Subscription.objects.filter(user=actor.pk, pk__in=list(subscription_ids)).delete()


def change_levels(*, actor: Any, levels: Mapping[int, Level]) -> None:
    """Sets the levels of subscriptions the person already has, by id; a muting set so has no end. Others' are left."""
    mine = Subscription.objects.filter(user=actor.pk, pk__in=list(levels)).order_by("pk")
    with transaction.atomic():
        changed = [each for each in mine.select_for_update() if each.level != levels[each.pk]]
        for each in changed:
            each.level, each.until, each.changed_at = levels[each.pk], None, timezone.now()
        Subscription.objects.bulk_update(changed, ["level", "until", "changed_at"])


def set_automatic_level(*, actor: Any, level: Level) -> None:
    """What threads are set to when the person writes in them for the first time; NORMAL leaves them as they are."""
    if level == Level.MUTED:
        raise PermissionDenied
    AutomaticLevel.objects.update_or_create(user_id=actor.pk, defaults={"level": level})


def choose_areas(*, actor: Any, areas: Iterable[Area]) -> None:
    """Makes these the open areas the person watches; closed areas, tags and threads keep their levels.

    An open area left out that would be watched (by a choice made before or by its own default) is set to »only
    mentions«; one of which the first reply is wanted stays so. Raises what policy denies. Three statements, whatever
    the number of areas.
    """
    with transaction.atomic():
        wanted = {area.pk for area in areas}
        offered = Area.objects.visible_to(actor).in_use().filter(is_closed=False).order_by("pk")
        mine = Subscription.objects.in_force().filter(user=actor.pk, area__isnull=False)
        levels = dict(mine.values_list("area", "level"))
        chosen = {}
        for area in offered:
            before = levels.get(area.pk, area.default_level)
            if area.pk in wanted:
                wanted.remove(area.pk)
                chosen[area] = Level.FIRST if before == Level.FIRST else Level.WATCHING
            elif before >= Level.FIRST:
                chosen[area] = Level.NORMAL
        if wanted:
            raise Http404
        _write_areas(actor, chosen, levels)


def _write_areas(actor: Any, wanted: Mapping[Area, Level], now: Mapping[int, int]) -> None:
    rows = [
        Subscription(user_id=actor.pk, area=area, level=level, changed_at=timezone.now())
        for area, level in wanted.items()
        if now.get(area.pk, area.default_level) != level
    ]
    Subscription.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["area", "user"], update_fields=["level", "until", "changed_at"]
    )


def forget_run_out() -> int:
    """Deletes mutings whose last day is over and returns how many. Nothing reads them any more."""
    return Subscription.objects.run_out().delete()[0]


# One statement, whatever the person has chosen: it belongs to the cost of every reply.
_WATCH = """
    INSERT INTO ratschlag_forum_subscription AS mine (user_id, thread_id, level, changed_at)
    SELECT %(user)s::bigint, %(thread)s::bigint, wanted.level, %(now)s::timestamptz FROM (
        SELECT COALESCE((SELECT level FROM ratschlag_forum_automaticlevel WHERE user_id = %(user)s), %(watching)s::int)
    ) AS wanted(level) WHERE wanted.level > %(normal)s
    ON CONFLICT (thread_id, user_id)
    DO UPDATE SET level = excluded.level, until = NULL, changed_at = excluded.changed_at WHERE mine.until < %(today)s
"""


def watch_unless_set(user: Any, thread: Thread) -> None:
    """Who writes in a thread watches it (or what they chose for this), unless they chose a level for it themselves.

    One statement.
    """
    values = {"user": user.pk, "thread": thread.pk, "watching": Level.WATCHING.value, "normal": Level.NORMAL.value}
    with preparing_cursor() as cursor:
        cursor.execute(_WATCH, {**values, "now": timezone.now(), "today": timezone.localdate()})


def _set(actor: Any, level: Level, until: date | None, **target: Any) -> None:
    values = {"level": level, "until": until if level == Level.MUTED else None}
    Subscription.objects.update_or_create(user_id=actor.pk, **target, defaults=values)
