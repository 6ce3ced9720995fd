"""What the list page shows, read in as few statements as there are kinds on it, plus two."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.access import Person
from kit.keyset import KeysetPage, keyset_page

from .bell import unread_by_tab, waiting_for
from .models import Notification
from .registry import Kind, Line, Tab, find_kind, kinds_under, lines_for

PAGE_SIZE = 20
ALL, UNREAD, WAITING = "", "ungelesen", "wartend"
FILTERS = (ALL, UNREAD, WAITING, Tab.MENTIONS, Tab.REPLIES)


@dataclass(frozen=True)
class Row:
    """A notification with its line; ``line`` is None where the person may not see the object any more."""

    notification: Notification
    kind: Kind | None
    line: Line | None


@dataclass(frozen=True)
class NotificationPage:
    days: Sequence[tuple[str, Sequence[Row]]]
    page: KeysetPage
    unread: Counter[Tab]


def notification_page(user: Person, chosen: str, *, before: str = "", after: str = "") -> NotificationPage:
    """One page of the person's notifications under a filter, by day, newest first."""
    rows = Notification.objects.visible_to(user)
    if chosen == UNREAD:
        rows = rows.unread()
    elif chosen == WAITING:
        rows = waiting_for(user)
    elif chosen:
        rows = rows.filter(kind__in=kinds_under(Tab(chosen)))
    page = keyset_page(rows, "updated_at", PAGE_SIZE, before=before, after=after)
    for item in page.items:
        item.user = user  # known with their keys, so that nobody reads them again
    lines = lines_for(page.items)
    found = [Row(item, find_kind(item.kind), lines.get(item.pk)) for item in page.items]
    by_day = groupby(found, key=lambda row: timezone.localdate(row.notification.updated_at))
    days = [(name_of_day(day, timezone.localdate()), list(rows)) for day, rows in by_day]
    return NotificationPage(days, page, unread_by_tab(user))


def name_of_day(day: date, today: date) -> str:
    """»Heute«, »Gestern«, »Donnerstag, 19. November«; with the year instead of the weekday after a week."""
    age = (today - day).days
    if age == 0:
        return _("Today")
    if age == 1:
        return _("Yesterday")
    if 1 < age < 7:
        return date_format(day, pgettext("day heading", "l, j F"))
    return date_format(day, pgettext("day heading", "j F Y"))
