"""Printed posts as HTML, joined in Python like those of the page (docs/adr/0016)."""

from collections.abc import Iterable
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .post_parts.poll import poll_lines
from .printing import PrintedPost


def printed_posts(posts: Iterable[PrintedPost]) -> SafeString:
    """Their articles. ``PrintedPost.html`` was sanitised when it was stored."""
    return mark_safe("".join(map(_article, posts)))


def facts_of(post: PrintedPost) -> list[str]:
    """What stands beside the author's name, as plain words: body, date and time, what it answers, accepted or not."""
    facts = [post.body, date_format(localtime(post.created_at), "DATETIME_FORMAT")]
    if post.reply_to:
        facts.append(_("Reply to #%(number)s") % {"number": post.reply_to})
    if post.is_answer:
        facts.append(_("Accepted answer"))
    return [fact for fact in facts if fact]


def lines_below(post: PrintedPost) -> list[str]:
    """What the post carries beside its text, as plain words: files by name, a poll by its options and votes."""
    lines = []
    if post.files:
        lines.append(_("Files: %(names)s") % {"names": ", ".join(post.files)})
    if post.poll:
        options, state = poll_lines(post.poll)
        lines.append(_("Poll: %(question)s %(options)s") % {"question": post.poll["question"], "options": options})
        lines.append(state)
    return lines


def stub() -> str:
    """What is printed of a hidden post."""
    return _("This post is hidden. Its text is not printed.")


def _article(post: PrintedPost) -> str:
    head = f"#{post.number} · {escape(post.name)}"
    facts = escape(" · ".join(facts_of(post)))
    text = f"<p>{escape(stub())}</p>" if post.html is None else f'<div class="kn-prose">{post.html}</div>'
    below = "".join(f'<p class="kn-small">{escape(line)}</p>' for line in lines_below(post))
    return (
        f'<article class="kn-printed" aria-labelledby="n{post.number}"><h2 id="n{post.number}">{head}</h2>'
        f'<p class="kn-small kn-muted">{facts}</p>{text}{below}</article>'
    )
