"""How the time of an event is told, in German time and in the language of the page."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def is_one_day(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether it begins and ends on the same day. An end at midnight still belongs to the day before."""
    return timezone.localtime(starts_at).date() >= timezone.localtime(ends_at - timedelta(seconds=1)).date()


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """For lists that show the first day anyway: »10:00 bis 11:00 Uhr« or »bis 27. November«."""
    if is_one_day(starts_at, ends_at):
        return _("%(begin)s to %(end)s") % {"begin": _clock(starts_at), "end": _clock(ends_at)}
    last = date_format(timezone.localtime(ends_at), pgettext("date format", "j F"))
    return _("until %(day)s") % {"day": last}


def when(starts_at: datetime, ends_at: datetime) -> str:
    """In full: »Donnerstag, 26. November 2026, 10:00 bis 11:00 Uhr«."""
    begin = {"day": _day(starts_at), "time": _clock(starts_at)}
    if is_one_day(starts_at, ends_at):
        return _("%(day)s, %(begin)s to %(end)s") % {
            "day": begin["day"],
            "begin": begin["time"],
            "end": _clock(ends_at),
        }
    return _("%(day)s, %(time)s until %(last)s, %(end)s") % {**begin, "last": _day(ends_at), "end": _clock(ends_at)}


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("date format", "l, j F Y"))


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("date format", "G:i"))
