"""Rows of thread lists as HTML, joined in Python: twenty of them as templates cost more than all else on the page.

Each is one link, stretched over the row. What comes from people goes through ``escape`` (docs/adr/0016).
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.components import icon
from kit.templatetags.kit import calm_time

from .conf import AuthorCard
from .enums import ThreadKind
from .thread_feed import ThreadRow

ICONS = {ThreadKind.EXPERIENCE: "bulb", ThreadKind.DISCUSSION: "forum", ThreadKind.ANNOUNCEMENT: "globe"}


class RowWriter:
    """Writes rows of one list. ``is_compact``: without the last author."""

    def __init__(self, *, is_pinned: bool = False, is_compact: bool = False) -> None:
        self.is_pinned = is_pinned
        self.is_compact = is_compact
        self.classes = (" kn-thread--pinned" if is_pinned else "", " kn-thread--compact" if is_compact else "")
        self.lock = icon("lock", is_small=True)
        # Translated once, not once for each thread.
        self.pinned = f"{_('Pinned')}, " if is_pinned else ""
        self.unread = f", {_('unread')}"
        self.you = f" ({_('you')})"
        self.new = f'<span class="kn-new">{_("new")}</span>'

    def rows(self, rows: Iterable[ThreadRow]) -> SafeString:
        """The list items of these threads."""
        return mark_safe("".join(map(self._row, rows)))

    def _row(self, row: ThreadRow) -> str:
        thread, (pinned, compact) = row.thread, self.classes
        unread, words = (" kn-thread--unread", self.unread) if row.is_unread else ("", "")
        return (
            f'<li class="kn-thread{unread}{pinned}{compact}">{icon("pin" if self.is_pinned else thread_icon(thread))}'
            f'<div><h3><span class="kn-sr">{self.pinned}{thread_state(thread)}{words}: </span>'
            f'<a href="{escape(row.url)}">{escape(thread.title)}</a></h3>'
            f'<p class="kn-thread__meta">{self._meta(row)}</p></div>'
            f'<p class="kn-thread__n">{thread.reply_count}<small>{ngettext("reply", "replies", thread.reply_count)}'
            f"</small>{self._news(row)}</p>{'' if self.is_compact else last_word(thread, row.last_author)}</li>"
        )

    def _meta(self, row: ThreadRow) -> str:
        area, author = row.thread.area, row.author
        tone, lock = (f" kn-topic--{area.topic.colour}", "") if area.topic else ("", self.lock)
        body = f", {escape(author.affiliation)}" if author.affiliation else ""
        tags = "".join(f' <span class="kn-hide-s">#{escape(tag.name)}</span>' for tag in row.tags)
        return (
            f'<span class="kn-topic{tone}">{lock}{escape(area.name)}</span>'
            f" <span>{escape(author.name)}{body}{self.you if row.is_mine else ''}</span>{tags}"
        )

    def _news(self, row: ThreadRow) -> str:
        if row.unread_count:
            return f'<span class="kn-new">{_("%(count)s new") % {"count": row.unread_count}}</span>'
        return self.new if row.is_new else ""


def last_word(thread: Any, author: AuthorCard) -> str:
    """Who wrote last, and when."""
    return (
        f'<p class="kn-thread__last"><span class="kn-avatar kn-avatar--{author.colour}" aria-hidden="true">'
        f"{escape(author.initials)}</span><span>{escape(author.name)}<small>{calm_time(thread.bumped_at)}</small>"
        f"</span></p>"
    )


def thread_icon(thread: Any) -> str:
    """The icon of a thread's kind; for questions, whether one is answered."""
    if thread.is_question:
        return "solved" if thread.accepted_post_id else "question"
    return ICONS.get(ThreadKind(thread.kind), "forum")


def thread_state(thread: Any) -> str:
    """The same in words: »Beantwortete Frage«, »Offene Frage«, »Erfahrungsbericht« …"""
    if thread.is_question:
        return _("Answered question") if thread.accepted_post_id else _("Open question")
    return str(ThreadKind(thread.kind).label)
