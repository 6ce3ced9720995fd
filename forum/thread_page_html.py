"""Badges and page links of a thread as HTML, joined in Python like its posts (docs/adr/0016)."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.components import badge

from .enums import Visibility
from .post_feed import PostPage
from .thread_html import thread_icon, thread_state


def thread_badges(thread: Any) -> SafeString:
    """State as icon and word: answered or open, closed, hidden, and what became of the answer."""
    is_answered = thread.is_question and thread.accepted_post_id
    badges = [badge(thread_state(thread), kind="success" if is_answered else "", sign=thread_icon(thread))]
    if thread.is_locked:
        badges.append(badge(_("Closed"), sign="lock"))
    if thread.visibility == Visibility.HIDDEN:
        badges.append(badge(_("Hidden"), kind="warning", sign="eye"))
    if outcome := thread.outcome_of_answer:
        kind, sign = ("success", "check") if outcome.worked == "yes" else ("", "info")
        badges.append(badge(outcome.get_worked_display(), kind=kind, sign=sign))
    return mark_safe("\n".join(badges))


def page_links(posts: PostPage) -> SafeString:
    """Links to the pages of a thread, as ranges of post numbers; nothing where there is one page."""
    if posts.only:
        before, after = f"?von={posts.only.id}", f"?von={posts.only.id}&amp;ab={posts.next}"
        back, ranges = _("From the beginning"), ""
    else:
        before, after, back = f"?ab={posts.previous}", f"?ab={posts.next}", _("Earlier")
        ranges = "".join(
            f'<li><a href="?ab={first}"{' aria-current="page"' if first == posts.first else ""}>{first}–{last}</a></li>'
            for first, last in posts.ranges
        )
    if len(posts.ranges) < 2 and not (posts.only and (posts.previous or posts.next)):
        return mark_safe("")
    words = _("Posts %(first)s to %(last)s") % {"first": posts.first, "last": posts.last}
    return mark_safe(
        f'<nav class="kn-pages kn-noprint" aria-label="{_("Pages of this thread")}">'
        f"{'' if posts.only else f'<span class="kn-small kn-muted">{words}</span>'}<ol>"
        f"{f'<li><a rel="prev" href="{before}">{back}</a></li>' if posts.previous else ''}{ranges}"
        f"{f'<li><a rel="next" href="{after}">{_("Later")}</a></li>' if posts.next else ''}</ol></nav>"
    )
