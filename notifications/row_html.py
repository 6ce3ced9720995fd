"""Rows of the list of notifications as HTML, joined in Python, as the forum does with its posts (docs/adr/0016).

The whole row is the link, its button lies above it. What comes from people goes through ``escape``.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from html import escape

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kit.templatetags.kit import avatar_tone, calm_time, initials

from .feeds import Row
from .registry import Line


class RowWriter:
    """Writes rows of one page. ``here``: the address to come back to."""

    def __init__(self, here: str, csrf_token: str) -> None:
        self.hidden = (
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token}">'
            f'<input type="hidden" name="zurueck" value="{escape(here)}">'
        )
        self.address = reverse("notifications:notification-list")
        # Translated once, not once for each row.
        self.unread = f'<span class="kn-sr">{_("Unread:")} </span>'
        self.gone = _("This post cannot be seen any more.")
        self.mark_read, self.mark_unread = _("Mark as read"), _("Mark as unread")
        self.quoted = _("“%(excerpt)s”")

    def rows(self, rows: Iterable[Row]) -> SafeString:
        """The list items of these notifications."""
        return mark_safe("".join(map(self._row, rows)))

    def _row(self, row: Row) -> str:
        notification, line = row.notification, row.line
        unread, words = (" kn-notif--unread", self.unread) if notification.is_unread else ("", "")
        return (
            f'<li class="kn-notif{unread}"><span class="kn-face">{self._face(row)}</span>'
            f"<div><p>{words}{sentence(line) if line else self.gone}</p>{self._more(line) if line else ''}</div>"
            f'<span class="kn-row kn-nowrap kn-gap-2xs kn-small kn-muted">{time_under_day(notification.updated_at)}'
            f"{self._button(row)}</span></li>"
        )

    def _face(self, row: Row) -> str:
        icon = row.kind.icon if row.kind else ""
        if not row.line or not (name := row.line.actor_name):
            return f'<span class="kn-avatar" aria-hidden="true">{_icon(icon or "bell")}</span>'
        seed = next(iter(row.notification.actor_ids), None) or name
        kind = f'<span class="kn-kind">{_icon(icon)}</span>' if row.kind else ""
        return (
            f'<span class="kn-avatar kn-avatar--{avatar_tone(seed)}" aria-hidden="true">{escape(initials(name))}'
            f"</span>{kind}"
        )

    def _more(self, line: Line) -> str:
        """What stands below the sentence."""
        excerpt = escape(self.quoted % {"excerpt": line.excerpt}) if line.excerpt else ""
        message = f"<p>{linebreaksbr(line.message)}</p>" if line.message else ""
        return (
            (f'<p class="kn-small kn-muted">{excerpt}</p>' if excerpt else "")
            + (f'<blockquote class="kn-quote">{message}</blockquote>' if message else "")
            + (f'<p class="kn-small kn-muted">{escape(line.hint)}</p>' if line.hint else "")
        )

    def _button(self, row: Row) -> str:
        is_unread = row.notification.is_unread
        act, label, icon = (
            ("gelesen", self.mark_read, "check") if is_unread else ("ungelesen", self.mark_unread, "mail")
        )
        title = f": {escape(row.line.title)}" if row.line and row.line.title else ""
        return (
            f'<form class="kn-inline" method="post" action="{self.address}{row.notification.pk}/{act}/">{self.hidden}'
            f'<button class="kn-iconbtn" type="submit" title="{label}">{_icon(icon)}'
            f'<span class="kn-sr">{label}{title}</span></button></form>'
        )


def sentence(line: Line) -> str:
    """Who did what where; the link is the object, or the deed where there is none."""
    actor = f"<b>{escape(line.actor_name)}</b> " if line.actor_name else ""
    others = f"{escape(line.others)} " if line.others else ""
    if line.title:
        return f'{actor}{others}{escape(line.text)} <a href="{escape(line.url)}">{escape(line.title)}</a>'
    return f'{actor}{others}<a href="{escape(line.url)}">{escape(line.text)}</a>'


def time_under_day(moment: datetime) -> str:
    """A ``<time>`` element below its day's heading: »vor 4 Minuten« in the last hour, else »14:05 Uhr«."""
    if timezone.now() - moment < timedelta(hours=1):
        return calm_time(moment)
    return _clock(moment, timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=4096)
def _clock(moment: datetime, zone: tzinfo, language: str | None) -> str:
    """Zone and language are those in force, here only as parts of the key."""
    local = timezone.localtime(moment, zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, pgettext("date format", "l, j F Y, H:i")),
        date_format(local, pgettext("clock", "G:i")),
    )


def _icon(name: str) -> str:
    return f'<span class="kn-i kn-i-{name}" aria-hidden="true"></span>'
