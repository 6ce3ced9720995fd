"""Answers to an area's questions: structured rows, and at the head of the post's source, as a list.

The list is part of the source, so that reading, finding, quoting, history and undoing know nothing of it. Whoever edits
the post gets the fields back, because the list can be read: it is the first element, and each item begins with the
words of a question that is known.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kit import richtext

from .models import AreaQuestion, Post, PostAnswer

LONGEST = 4000  # characters of one answer

_item = re.compile(r"<li>(?:<p>)?<strong>([^<]*)</strong> ?(.*?)(?:</p>)?</li>", re.DOTALL)
_tag = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Answer:
    label: str
    text: str
    question_id: int | None = None


def with_answers(answers: Iterable[Answer], source: str) -> str:
    """A source that begins with these answers; those without words are left out."""
    items = "".join(
        f"<li><p><strong>{html.escape(_heading(each.label), quote=False)}</strong> {_inline(each.text)}</p></li>"
        for each in answers
        if each.text.strip()
    )
    return richtext.clean(f"<ul>{items}</ul>") + richtext.clean(source) if items else source


def split_source(source: str, labels: Iterable[str]) -> tuple[list[Answer], str]:
    """The answers to questions of these labels at the head of a source, and the rest; none where it begins with
    anything else."""
    known = {_heading(label): label for label in labels}
    head, closing, rest = source.partition("</ul>")
    if not known or not closing or not head.startswith("<ul>"):
        return [], source
    answers, place = [], len("<ul>")
    while place < len(head):
        item = _item.match(head, place)
        label = known.get(html.unescape(item[1])) if item else None
        if item is None or label is None:
            return [], source
        answers.append(Answer(label, _plain(item[2])))
        place = item.end()
    return answers, rest


def answers_of(post: Post, questions: Sequence[AreaQuestion]) -> tuple[list[Answer], str]:
    """The answers in a first post's source, also to questions that are no longer asked, and the rest of the source.
    One statement."""
    labels = [*(row.label for row in PostAnswer.objects.filter(post=post)), *(each.label for each in questions)]
    return split_source(post.source, labels)


def keep_answers(post: Post, questions: Sequence[AreaQuestion]) -> None:
    """Makes the rows of a locked first post say what its source says. Three statements at most."""
    answers, _rest = answers_of(post, questions)
    ids = {each.label: each.pk for each in questions}
    PostAnswer.objects.filter(post=post).delete()
    PostAnswer.objects.bulk_create(
        PostAnswer(post=post, position=place, label=each.label, text=each.text, question_id=ids.get(each.label))
        for place, each in enumerate(answers)
    )


def _heading(label: str) -> str:
    return label if label.endswith(("?", ":", ".")) else f"{label}:"


def _inline(text: str) -> str:
    lines = richtext.normalise(text).strip().split("\n")
    return "<br>".join(html.escape(line.strip(), quote=False) for line in lines)


def _plain(inline: str) -> str:
    return html.unescape(_tag.sub("", inline.replace("<br>", "\n"))).strip()
