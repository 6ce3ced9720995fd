"""Filters of the shared components: calm times, initials, and the tone of an avatar."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

register = template.Library()

AVATAR_TONES = 5
RECENT_DAYS = 7


@register.filter
def calm_time(moment: datetime | None, now: datetime | None = None) -> SafeString | str:
    """A moment in words people use: »vor 4 Minuten«, »heute, 7:55«, »gestern, 16:40«, »Fr, 20. November«.

    For a week the exact moment stands in ``title``; not in ``datetime`` too, which nobody sees and every page carries.
    After that the date is enough, and where the hour matters (a post's own page, its history) it is written out.
    ``now`` lets pages that are kept for a while, and tests, fix the moment of reading.
    """
    if moment is None:
        return ""
    zone, language = timezone.get_current_timezone(), get_language()
    local_now = timezone.localtime(now)
    age = local_now - moment
    if timedelta() <= age < timedelta(hours=1):
        return mark_safe(f"{_opening_tag(moment, zone, language)}{_age_in_words(age)}</span>")
    return _element(moment, local_now.date(), zone, language)


# What a moment is called changes once a day, and pages show the same moments to many readers. Zone and language are
# those in force; they are asked for only to stand in the key.
@lru_cache(maxsize=4096)
def _element(moment: datetime, today: date, zone: tzinfo, language: str | None) -> SafeString:
    local = timezone.localtime(moment, zone)
    is_recent = abs((today - local.date()).days) < RECENT_DAYS
    opening = _opening_tag(moment, zone, language) if is_recent else '<span class="kn-time">'
    return mark_safe(f"{opening}{escape(_date_in_words(local, today))}</span>")


@lru_cache(maxsize=4096)
def _opening_tag(moment: datetime, zone: tzinfo, language: str | None) -> str:
    local = timezone.localtime(moment, zone)
    title = date_format(local, pgettext("date format", "l, j F Y, H:i"))
    return format_html('<span class="kn-time" title="{}">', title)


def _age_in_words(age: timedelta) -> str:
    if not (minutes := int(age.total_seconds() // 60)):
        return escape(_("just now"))
    return escape(ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes})


def _date_in_words(local: datetime, today: date) -> str:
    days = (today - local.date()).days
    clock = date_format(local, pgettext("date format", "G:i"))
    if days == 0:
        return _("today, %(time)s") % {"time": clock}
    if days == 1:
        return _("yesterday, %(time)s") % {"time": clock}
    if 0 < days < RECENT_DAYS:
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
