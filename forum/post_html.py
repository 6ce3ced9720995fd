"""A post as HTML, joined in Python.

Twenty of them are most of what a thread page costs; as a template each took ten times as long (docs/adr/0016). What
comes from people goes through ``escape``; ``Post.html`` was sanitised when it was stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.templatetags.kit import calm_time

from .conf import AuthorCard
from .enums import ReactionKind, Visibility
from .feeds import PostRow

REACTION_ICONS = {ReactionKind.THANKS: "thanks", ReactionKind.HELPFUL: "helpful", ReactionKind.SAME: "agree"}


@dataclass(frozen=True)
class Reader:
    """For whom posts are written down: what this person may do in the thread."""

    thread: Any
    csrf_token: str
    can_reply: bool = False
    is_moderator: bool = False


def posts_html(rows: Iterable[PostRow], reader: Reader, *, is_page: bool = True) -> SafeString:
    """The articles of these posts; on a whole page a line stands before the first unread one."""
    articles = (f"{_divider() if is_page and row.is_first_unread else ''}{_article(row, reader)}" for row in rows)
    return mark_safe("".join(articles))


def reactions_html(row: PostRow, csrf_token: str) -> SafeString:
    """The reactions of a post: toggles, or numbers where the reader cannot react."""
    pieces = []
    for button in row.reactions:
        icon, label = _icon(REACTION_ICONS[button.kind], is_small=True), button.kind.label
        if row.can_react:
            count = f" <span>{button.count}</span>" if button.count else ""
            is_on = "" if button.is_on else '<input type="hidden" name="is_on" value="on">'
            pieces.append(
                f'<form class="kn-inline" method="post" action="{row.url}reaktion/" data-reaction>{_token(csrf_token)}'
                f'<input type="hidden" name="kind" value="{button.kind.value}">{is_on}<button class="kn-reaction"'
                f' type="submit" aria-pressed="{"true" if button.is_on else "false"}">{icon}{label}{count}</button></form>'
            )
        elif button.count:
            pieces.append(
                f'<span class="kn-reaction kn-reaction--still">{icon}{label} <span>{button.count}</span></span>'
            )
    label = _("Reactions")
    group = f'<span class="kn-reactions" role="group" aria-label="{label}" data-reactions>{"".join(pieces)}</span>'
    return mark_safe(group)


def _divider() -> str:
    words = _("Unread from here")
    return f'<p class="kn-divider" id="neu" role="separator" aria-label="{words}">{words}</p>'


def _article(row: PostRow, reader: Reader) -> str:
    post, pk = row.post, row.post.pk
    author = row.author
    classes = "kn-post"
    if row.is_accepted:
        classes += " kn-post--answer"
    if author.badge:
        classes += " kn-post--mod"
    return (
        f'<article class="{classes}" id="b{pk}" aria-labelledby="h{pk}" data-post="{pk}" data-number="{post.number}">'
        f'<span class="kn-avatar kn-avatar--{author.colour}" aria-hidden="true">{escape(author.initials)}</span><div>'
        f"{_accepted() if row.is_accepted else ''}{_head(row, reader)}{_reply_to(row)}{_notice(row)}"
        f"{f'<div class="kn-prose">{post.html}</div>' if row.is_readable else ''}{_edited(row, reader)}"
        f'<div class="kn-post__foot kn-noprint">{reactions_html(row, reader.csrf_token)}{_accept(row, reader)}'
        f"{_answer(row, reader)}{_menu(row, reader)}</div></div></article>"
    )


def _head(row: PostRow, reader: Reader) -> str:
    post, author = row.post, row.author
    name = escape(author.name)
    if author.url:
        name = f'<a class="kn-plain" href="{escape(author.url)}">{name}</a>'
    badges = _badge(author.badge, "info", "shield") if author.badge else ""
    if post.number == 1 and reader.thread.is_question:
        badges += _badge(_("Asked the question"))
    number = _("post %(number)s") % {"number": post.number}
    return (
        f'<header class="kn-post__head"><h3 id="h{post.pk}" tabindex="-1">{name}<span class="kn-sr">, {number}</span></h3>'
        f'{badges}<a class="kn-post__when" href="{row.url}">{calm_time(post.created_at)} · #{post.number}</a>'
        f'<span class="kn-post__org">{_who(post, author)}</span></header>'
    )


def _who(post: Any, author: AuthorCard) -> str:
    body = post.affiliation.label if post.affiliation else author.affiliation
    facts = [body, author.function, _("former member") if author.is_former else ""]
    return escape(" · ".join(filter(None, facts)))


def _accepted() -> str:
    return f'<p class="kn-post__answer">{_icon("solved")}<span>{_("Accepted answer")}</span></p>'


def _reply_to(row: PostRow) -> str:
    target = row.reply_to
    if target is None:
        return ""
    link = f'<a href="{target.url}">{escape(target.name)}, #{target.number}</a>'
    return f'<p class="kn-small kn-muted">{_icon("reply", is_small=True)} {_("Reply to")} {link}</p>'


def _notice(row: PostRow) -> str:
    """Why members do not see this post."""
    post = row.post
    if post.is_public:
        return ""
    if post.visibility == Visibility.HIDDEN:
        text = _("This post was hidden by the speaker team on %(date)s. Reason: %(reason)s") % {
            "date": date_format(post.removed_at, "DATE_FORMAT"),
            "reason": post.hidden_reason,
        }
    elif post.visibility == Visibility.DELETED:
        text = _("This post was withdrawn by its author. Only the author and the speaker team still see it.")
    else:
        text = _("This post was erased.")
    return f'<p class="kn-note kn-note--warn">{_icon("eye-off")}<span>{escape(text)}</span></p>'


def _edited(row: PostRow, reader: Reader) -> str:
    post = row.post
    if not post.edited_at or not row.is_readable:
        return ""
    word = _("edited")
    if row.is_mine or reader.is_moderator:
        word = f'<a href="{row.url}verlauf/">{word}</a>'
    return f'<p class="kn-small kn-muted">{word} {calm_time(post.edited_at)}</p>'


def _accept(row: PostRow, reader: Reader) -> str:
    if not row.can_accept:
        return ""
    label = _("Release answer") if row.is_accepted else _("Accept as answer")
    release = '<input type="hidden" name="freigeben" value="1">' if row.is_accepted else ""
    return (
        f'<form class="kn-inline" method="post" action="{row.url}annehmen/">{_token(reader.csrf_token)}{release}'
        f'<button class="kn-btn--quiet" type="submit">{_icon("solved")}{label}</button></form>'
    )


def _answer(row: PostRow, reader: Reader) -> str:
    if not reader.can_reply or not row.post.is_public:
        return ""
    pk, number = row.post.pk, {"number": row.post.number}
    reply, quote = _icon("reply", is_small=True), _icon("quote", is_small=True)
    return (
        f'<a class="kn-btn--quiet" href="?antwort_auf={pk}#antwort" data-answer="{pk}">{reply}{_("Reply")}'
        f'<span class="kn-sr"> {_("to post %(number)s") % number}</span></a>'
        f'<a class="kn-btn--quiet" href="?zitieren={pk}#antwort" data-quote="{pk}">{quote}{_("Quote")}'
        f'<span class="kn-sr"> {_("post %(number)s") % number}</span></a>'
    )


def _menu(row: PostRow, reader: Reader) -> str:
    """»Weitere Aktionen« of a post."""
    post, address = row.post, row.url
    number = {"number": post.number}
    knows_history = post.edit_count and (row.is_mine or reader.is_moderator)
    hidden_number = f'<span class="kn-sr"> {_("post %(number)s") % number}</span>'
    entries = [
        _entry(row.can_edit, f"{address}bearbeiten/", "edit", _("Edit")),
        _entry(row.is_mine and post.is_public, f"{address}zurueckziehen/", "x", _("Withdraw")),
        _entry(knows_history, f"{address}verlauf/", "history", _("History")),
        _entry(row.can_react, f"{address}melden/", "flag", pgettext("verb", "Report") + hidden_number),
        _entry(reader.is_moderator and post.is_public, f"{address}ausblenden/", "eye-off", _("Hide")),
        _entry(row.can_restore, f"{address}wiederherstellen/", "eye", _("Restore")),
    ]
    return (
        '<details class="kn-menu" name="menu"><summary class="kn-btn--quiet">'
        f'{_icon("dots")}<span class="kn-sr">{_("More actions for post %(number)s") % number}</span></summary>'
        f'<ul class="kn-menu__list">{"".join(entries)}<li><form method="post" action="{reverse("forum:mark-read")}">'
        f'{_token(reader.csrf_token)}<input type="hidden" name="thread" value="{post.thread_id}">'
        f'<input type="hidden" name="number" value="{post.number}"><input type="hidden" name="is_unread" value="1">'
        f'<button class="kn-menu__item" type="submit">{_icon("bell")}{_("Mark as unread from here")}</button></form></li>'
        f'<li><a class="kn-menu__item" href="{address}" data-copy-link data-copied="{_("Link copied")}">'
        f"{_icon('link')}{_('Link to this post')}</a></li></ul></details>"
    )


def _entry(is_there: object, address: str, icon: str, label: str) -> str:
    return f'<li><a class="kn-menu__item" href="{address}">{_icon(icon)}{label}</a></li>' if is_there else ""


def _badge(label: str, kind: str = "neutral", icon: str = "") -> str:
    return f'<span class="kn-badge kn-badge--{kind}">{icon and _icon(icon, is_small=True)}{escape(label)}</span>'


def _icon(name: str, *, is_small: bool = False) -> str:
    return f'<span class="kn-i kn-i-{name}{" kn-i-s" if is_small else ""}" aria-hidden="true"></span>'


def _token(csrf_token: str) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token}">'
