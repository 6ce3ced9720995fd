"""How notifications of events read."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from notifications.registry import Kind, Line, Section, register_kind

from .actions.event_notices import CANCELLED, CHANGED, NEW, closed_paths
from .models import EventPage

if TYPE_CHECKING:
    from notifications.models import Notification


def register() -> None:
    for name, label, weight in (
        (NEW, gettext_lazy("New event"), 10),
        (CHANGED, gettext_lazy("Event changed"), 20),
        (CANCELLED, gettext_lazy("Event cancelled"), 30),
    ):
        kind = Kind(
            name=name,
            label=label,
            icon="calendar",
            resolve=resolve,
            weight=weight,
            wish=gettext_lazy("an event is new, has changed or is cancelled"),
            wish_key="home.event",
            section=Section.EVENTS,
        )
        register_kind(kind)


def resolve(by_user: Mapping[int, Sequence["Notification"]]) -> Mapping[int, Line]:
    """What each person reads. The rows stand in the room of the members; a handful of statements, none per person."""
    rows = [row for notifications in by_user.values() for row in notifications]
    live = EventPage.objects.live().select_related("locale").defer("body", "joining_info")
    events = live.in_bulk({row.object_id for row in rows})
    closed = closed_paths()
    site = Site.objects.filter(is_default_site=True).first()
    roots = SimpleNamespace()  # where Wagtail keeps the sites' roots, so that it asks for them once
    lines: dict[int, Line] = {}
    for row in rows:
        event = events.get(row.object_id)
        if event is not None and not any(event.path.startswith(path) for path in closed):
            url = (event.relative_url(site, roots) or "/") if site else "/"
            lines[row.pk] = _line(row.kind, event, url)
    return lines


def _line(kind: str, event: EventPage, url: str) -> Line:
    texts = {NEW: _("New event:"), CHANGED: _("Changed:"), CANCELLED: _("Cancelled:")}
    is_cancelled = event.is_cancelled
    where = " · ".join(filter(None, [event.place, _("online") if event.is_online else ""]))
    facts = " · ".join(filter(None, [event.when, where]))
    return Line(
        text=texts[CANCELLED if is_cancelled else kind],
        title=event.title,
        url=url,
        hint=_("It would have been: %(facts)s") % {"facts": facts} if is_cancelled else facts,
    )
