"""Page-sized reads: what lists, the dashboard and calendars show to one viewer."""

from functools import cache

from django.db.models import DateTimeField
from django.utils import timezone

from kit.access import Person
from kit.prepared import Given, Prepared

from .access import Viewers
from .models.events import EventPage, EventQuerySet
from .models.news import NewsPage, NewsQuerySet

NEXT_EVENTS = 3
NEWEST_NEWS = 3


def upcoming_events(user: Person, limit: int = NEXT_EVENTS) -> list[EventPage]:
    """The next events this viewer may open, private ones included, by their begin; without their texts.

    One statement, and one for the person's keys where nobody has read them yet. Events are kept in the site's first
    language; their translations are not listed twice.
    """
    return _next_events(Viewers.like(user), limit).rows(user=user.pk, now=timezone.now())


def newest_news(user: Person, limit: int = NEWEST_NEWS) -> list[NewsPage]:
    """The last news this viewer may open, in the site's first language. One statement, see ``upcoming_events``."""
    return _last_news(Viewers.like(user), limit).rows(user=user.pk)


@cache
def _next_events(viewers: Viewers, limit: int) -> Prepared[EventPage]:
    def build() -> EventQuerySet:
        events = EventPage.objects.original_language().visible_to(viewers.anybody)
        return events.upcoming(Given("now", DateTimeField())).defer("body", "joining_info")[:limit]

    return Prepared(build)


@cache
def _last_news(viewers: Viewers, limit: int) -> Prepared[NewsPage]:
    def build() -> NewsQuerySet:
        news = NewsPage.objects.original_language().visible_to(viewers.anybody)
        return news.newest_first().defer("body")[:limit]

    return Prepared(build)
