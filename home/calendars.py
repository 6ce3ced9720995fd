"""Events for calendar programs (RFC 5545). What only members may read never goes in: calendars know no login."""

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from icalendar import Event

    from .models import EventPage


def calendar_response(request: HttpRequest, events: "Iterable[EventPage]", *, name: str) -> HttpResponse:
    """These events as a file to open or an address to subscribe to."""
    from icalendar import Calendar  # for files only, and large

    calendar = Calendar()
    calendar.add("prodid", "-//Ratschlag//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", settings.WAGTAIL_SITE_NAME)
    for event in events:
        calendar.add_component(_entry(request, event))
    calendar.add_missing_timezones()
    calendar.subcomponents.sort(key=lambda part: part.name != "VTIMEZONE")  # some programs want it first
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _entry(request: HttpRequest, page: "EventPage") -> "Event":
    from icalendar import Event

    entry = Event()
    # The same in every language and after each change, so that a calendar updates the entry instead of doubling it.
    entry.add("uid", str(page.translation_key))
    changed = page.last_published_at or page.first_published_at or timezone.now()
    entry.add("dtstamp", changed.astimezone(UTC))
    entry.add("dtstart", timezone.localtime(page.starts_at))
    entry.add("dtend", timezone.localtime(page.ends_at))
    entry.add("summary", page.title)
    entry.add("status", "CANCELLED" if page.is_cancelled else "CONFIRMED")
    entry.add("url", page.get_full_url(request))
    if where := _where(page):
        entry.add("location", where)
    notes = [page.teaser, page.registration_note, page.registration_url]
    if description := "\n".join(note for note in notes if note):
        entry.add("description", description)
    return entry


def _where(page: "EventPage") -> str:
    lines = [line.strip() for line in page.venue.splitlines()]
    parts = [part for part in [*lines, page.place] if part]
    return ", ".join([*parts, _("Online")] if page.is_online else parts)
