"""Filters of the shared components: calm times, initials, and the tone of an avatar."""

from datetime import datetime, timedelta

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

register = template.Library()

AVATAR_TONES = 5


@register.filter
def calm_time(moment: datetime | None, now: datetime | None = None) -> SafeString | str:
    """A ``<time>`` element in words people use: »vor 4 Minuten«, »heute, 7:55«, »gestern, 16:40«, »Fr, 20. November«.

    The exact moment stands in ``title`` and ``datetime``. ``now`` lets pages that are kept for a while, and tests, fix
    the moment of reading.
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, pgettext("date format", "l, j F Y, H:i")),
        _in_words(local, timezone.localtime(now)),
    )


def _in_words(local: datetime, now: datetime) -> str:
    age = now - local
    days = (now.date() - local.date()).days
    clock = date_format(local, pgettext("date format", "G:i"))
    if timedelta() <= age < timedelta(minutes=1):
        return _("just now")
    if timedelta() <= age < timedelta(hours=1):
        minutes = int(age.total_seconds() // 60)
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if days == 0:
        return _("today, %(time)s") % {"time": clock}
    if days == 1:
        return _("yesterday, %(time)s") % {"time": clock}
    if 0 < days < 7:
        return date_format(local, pgettext("date format", "D, j F"))
    return date_format(local, pgettext("date format", "j F Y"))


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar: the first of the first and of the last name; titles such as »Dr.« do not count."""
    words = [word for word in str(name).split() if not word.endswith(".") and word[0].isalpha()]
    letters = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in letters).upper()


@register.filter
def avatar_tone(seed: object) -> int:
    """One of the five avatar colours, always the same for the same id or name."""
    text = str(seed)
    number = int(text) if text.isdecimal() else sum(text.encode())
    return number % AVATAR_TONES + 1


@register.filter
def widget_kind(field: object) -> str:
    """How a form field is laid out: ``check`` (box before its label), ``group`` (fieldset of options) or ``input``."""
    if not isinstance(field, BoundField):
        return "input"
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    return "group" if isinstance(widget, CheckboxSelectMultiple | RadioSelect) or field.use_fieldset else "input"
