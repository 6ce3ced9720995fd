"""The public site: the pages every installation starts with, news, events and a page for members only."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import ContentPage, EventIndexPage, EventPage, HomePage, NewsIndexPage, NewsPage
from home.starter import create_starter_pages
from home.starter.content import body_of
from kit.models import Topic

from .drawings import draw
from .world import World, document

SATURDAY = 5
TEXTS = ("kind", "place", "venue", "is_online", "joining_info", "registration_note", "is_cancelled", "teaser")


def seed_website(world: World) -> None:
    """Writes the starter pages, then news, events and the members' room below them."""
    home = create_starter_pages()
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    news = NewsIndexPage.objects.child_of(home).get()
    for entry in sorted(document("news.yaml")["news"], key=lambda entry: -entry["days_ago"]):
        news.add_child(instance=_news(world, entry, topics))
    events = EventIndexPage.objects.child_of(home).get()
    for entry in document("events.yaml")["events"]:
        events.add_child(instance=_event(world, entry, topics))
    _members_room(home, document("events.yaml")["private_page"])


def _news(world: World, entry: dict[str, Any], topics: dict[str, Topic]) -> NewsPage:
    return NewsPage(
        slug=entry["slug"],
        title=entry["title"],
        teaser=entry["teaser"],
        topic=topics.get(entry.get("topic", "")),
        image=draw(entry["picture"], entry["title"]) if "picture" in entry else None,
        image_alt=entry.get("alt", ""),
        image_caption="Zeichnung: Geschäftsstelle" if "picture" in entry else "",
        published_on=(world.now - timedelta(days=entry["days_ago"])).date(),
        body=body_of(entry["body"]),
    )


def _event(world: World, entry: dict[str, Any], topics: dict[str, Topic]) -> EventPage:
    day = _working_day(timezone.localdate(world.now) + timedelta(days=entry["days"]))
    return EventPage(
        slug=entry["slug"],
        title=entry["title"],
        topic=topics[entry["topic"]],
        starts_at=_moment(day, entry["begin"]),
        ends_at=_moment(day, entry["end"]),
        body=body_of(entry["body"]),
        **{name: entry[name] for name in TEXTS if name in entry},
    )


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def _moment(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(hour, minute), timezone.get_current_timezone())


def _members_room(home: HomePage, entry: dict[str, Any]) -> None:
    page = home.add_child(
        instance=ContentPage(
            slug=entry["slug"], title=entry["title"], intro=entry["intro"], body=body_of(entry["body"])
        )
    )
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
