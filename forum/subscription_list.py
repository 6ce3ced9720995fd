"""What a person has chosen to hear of: areas, tags and threads with their levels, each through its door."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from kit.keyset import KeysetPage, keyset_page

from .enums import Level
from .models import Area, AutomaticLevel, Subscription, Thread
from .tag_list import uses

TAGS_PER_PAGE = 50
THREADS_PER_PAGE = 25


@dataclass(frozen=True)
class LevelRow:
    """``key``: what the form calls it. ``until``: the last day of a muting. ``colour``: of an area's topic. ``cursor``:
    its place in the list of tags."""

    key: str
    name: str
    url: str
    level_url: str
    level: Level
    until: date | None = None
    note: str = ""
    colour: str | None = None
    cursor: str = ""


@dataclass(frozen=True)
class SubscriptionPage:
    """``next_tag``: cursor of the tags' next page, or empty. ``page``: that of the threads."""

    areas: list[LevelRow]
    tags: list[LevelRow]
    next_tag: str
    threads: list[LevelRow]
    page: KeysetPage
    automatic: Level


def subscription_page(user: Any, *, tag_after: str = "", before: str = "", after: str = "") -> SubscriptionPage:
    """Four statements, whatever the person has chosen."""
    tags = [_tag_row(each) for each in _tags(user, tag_after)]
    threads = keyset_page(_threads(user), "changed_at", THREADS_PER_PAGE, before=before, after=after)
    return SubscriptionPage(
        areas=[_area_row(area) for area in _areas(user)],
        tags=tags[:TAGS_PER_PAGE],
        next_tag=tags[TAGS_PER_PAGE - 1].cursor if len(tags) > TAGS_PER_PAGE else "",
        threads=[_thread_row(each) for each in threads.items],
        page=threads,
        automatic=automatic_level(user),
    )


def automatic_level(user: Any) -> Level:
    """What a thread is set to when this person first writes in it. One statement."""
    chosen = AutomaticLevel.objects.filter(user=user.pk).values_list("level", flat=True).first()
    return Level.WATCHING if chosen is None else Level(chosen)


def chosen_level(user: Any, **target: Any) -> Subscription | None:
    """The person's own choice for one area, tag or thread, or None. One statement."""
    return Subscription.objects.in_force().filter(user=user.pk, **target).first()


def _areas(user: Any) -> Any:
    mine = Subscription.objects.in_force().filter(user=user.pk, area=OuterRef("pk"))
    areas = Area.objects.visible_to(user).in_use().select_related("topic").order_by("position", "name")
    return areas.annotate(my_level=Subquery(mine.values("level")), my_until=Subquery(mine.values("until")))


def _tags(user: Any, after: str) -> list[Subscription]:
    known = uses(user).filter(tag=OuterRef("tag"))
    mine = Subscription.objects.in_force().filter(Exists(known), user=user.pk, tag__slug__gt=after)
    return list(mine.select_related("tag").order_by("tag__slug")[: TAGS_PER_PAGE + 1])


def _threads(user: Any) -> Any:
    known = Thread.objects.listed_to(user).filter(pk=OuterRef("thread"))
    mine = Subscription.objects.in_force().filter(Exists(known), user=user.pk, thread__isnull=False)
    return mine.select_related("thread__area__topic")


def _area_row(area: Any) -> LevelRow:
    url = area.get_absolute_url()
    return LevelRow(
        key=f"area-{area.pk}",
        name=area.name,
        url=url,
        level_url=f"{url}abonnieren/",
        level=Level(area.default_level if area.my_level is None else area.my_level),
        until=area.my_until,
        colour=area.topic.colour if area.topic else None,
    )


def _tag_row(each: Subscription) -> LevelRow:
    tag = each.tag
    assert tag is not None
    return LevelRow(
        key=f"own-{each.pk}",
        name=tag.name,
        url=f"{reverse('forum:index')}?schlagwort={tag.slug}",
        level_url=reverse("forum:tag-level", args=[tag.slug]),
        level=Level(each.level),
        until=each.until,
        cursor=tag.slug,
    )


def _thread_row(each: Subscription) -> LevelRow:
    thread = each.thread
    assert thread is not None
    url = thread.get_absolute_url()
    return LevelRow(
        key=f"own-{each.pk}",
        name=thread.title,
        url=url,
        level_url=f"{url}abonnieren/",
        level=Level(each.level),
        until=each.until,
        note=thread.area.name,
        colour=thread.area.topic.colour if thread.area.topic else None,
    )
