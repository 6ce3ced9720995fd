"""Page-sized reads: what lists, the dashboard and calendars show to one viewer."""

from kit.access import Person

from .models.events import EventPage
from .models.news import NewsPage

NEXT_EVENTS = 3
NEWEST_NEWS = 3


def upcoming_events(user: Person, limit: int = NEXT_EVENTS) -> list[EventPage]:
    """The next events this viewer may open, private ones included, by their begin.

    One statement, and one for the person's keys where nobody has read them yet. Events are kept in the site's first
    language; their translations are not listed twice.
    """
    return list(EventPage.objects.original_language().visible_to(user).upcoming()[:limit])


def newest_news(user: Person, limit: int = NEWEST_NEWS) -> list[NewsPage]:
    """The last news this viewer may open, in the site's first language. One statement, see ``upcoming_events``."""
    return list(NewsPage.objects.original_language().visible_to(user).newest_first()[:limit])
