"""Quotes of an erased post, in posts, their earlier versions and drafts: a quotation must not outlive its post."""

import re
from collections.abc import Collection

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from .enums import Visibility
from .models import Post

_tag = re.compile(r"<(/?)blockquote(?: data-quote=\"(\d+)\")?[^>]*>")


def erased_among(post_ids: Collection[int]) -> set[int]:
    """Which of these posts were erased. One statement, none for no ids."""
    if not post_ids:
        return set()
    erased = Post.objects.filter(pk__in=post_ids, visibility=Visibility.ERASED)
    return set(erased.values_list("pk", flat=True))


def without_quotes_of(source: str, post_ids: Collection[int]) -> str:
    """The sanitised source with a remark in place of what was quoted from these posts, quotes in quotes too."""
    parts, position, depth = [], 0, 0
    for match in _tag.finditer(source):
        if depth:
            depth += -1 if match[1] else 1
            if not depth:
                position = match.end()
        elif match[2] and int(match[2]) in post_ids:
            parts += [source[position : match.start()], _remark()]
            depth = 1
    return "".join([*parts, source[position:]]) if not depth else "".join(parts)


def _remark() -> str:
    with translation.override(settings.LANGUAGE_CODE):  # stored once, for readers of every language
        return f"<blockquote><p>{escape(_('[quotation erased]'))}</p></blockquote>"
