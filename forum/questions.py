"""The one question before a text is published: at most one for each sending, the most serious first.

Nothing here forbids anything. The form comes back with its text, the question, and a signed word that it was asked;
with that word the same sending is published, whatever was changed meanwhile. Without a reason to ask it costs no
statement but for a new thread, whose title is compared with those that exist.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from kit import richtext

from . import conf
from .bodies import check_pictures
from .conf import SimilarThread
from .models import Area
from .personal_data import Finding, find_personal_data, has_personal_data
from .receivers import count_receivers

MOST_UNASKED = 20  # people a text may reach by its mentions without a question
PERSONAL, RECEIVERS, SIMILAR = "personal", "receivers", "similar"

_signer = Signer(salt="forum.asked")
_quote_tag = re.compile(r"(<blockquote[^>]*>|</blockquote>)")


@dataclass(frozen=True)
class Question:
    """What is asked, and ``asked``, the signed word that it was."""

    kind: str
    asked: str
    findings: Sequence[Finding] = ()
    receivers: int = 0
    similar: Sequence[SimilarThread] = ()


def question_before(
    author: Any,
    *,
    area: Area,
    source: str,
    key: UUID,
    asked: str,
    title: str = "",
    further: Iterable[str] = (),
    is_thread: bool = False,
) -> Question | None:
    """The question to ask before this text is published, or None.

    ``source``: sanitised; ``key``: of the sending (IdempotentForm); ``asked``: what the form says was asked already;
    ``further``: other words that would be published. Raises ValidationError for pictures nobody has described: what has
    to be mended anyway is said first.
    """
    check_pictures(source, author)
    word = _signer.sign(f"{author.pk}:{key}")
    if asked and constant_time_compare(asked, word):
        return None
    if findings := _findings(author, [title, own_words(source), *further]):
        return Question(PERSONAL, word, findings=findings)
    if (receivers := count_receivers(source, area=area, author=author)) > MOST_UNASKED:
        return Question(RECEIVERS, word, receivers=receivers)
    if is_thread and (similar := [each for each in conf.similar_threads(author, title) if each.is_very_similar]):
        return Question(SIMILAR, word, similar=similar)
    return None


def own_words(source: str) -> str:
    """The text without what it quotes: that was published before."""
    depth, kept = 0, []
    for part in _quote_tag.split(source):
        if part == "</blockquote>":
            depth = max(0, depth - 1)
        elif part.startswith("<blockquote"):
            depth += 1
        elif not depth:
            kept.append(part)
    return richtext.to_text("".join(kept))


def _findings(author: Any, texts: Iterable[str]) -> list[Finding]:
    text = "\n".join(filter(None, texts))
    return find_personal_data(text, own=conf.own_contacts(author)) if has_personal_data(text) else []
