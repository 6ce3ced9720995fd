"""What a source declares of an object, and how that becomes a row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import language
from .models import SearchDocument

LAST_POSITION = 16_383  # of a tsvector
MOST_POSITIONS = 255  # of one term
TITLE_LENGTH = 300
_LEXEME = re.compile(r"'(\w+)':([\d,ABCD]+)")


@dataclass(frozen=True)
class Document:
    """What may be found of an object by those who may enter ``room``.

    ``labels`` are further words that weigh like tags: names of topics, synonyms, an office. ``part`` and
    ``fuller_rooms``: see SearchDocument.
    """

    kind: str
    object_id: int
    room: str
    title: str
    text: str
    date: datetime
    part: int = 0
    fuller_rooms: Sequence[str] = ()
    thread_id: int | None = None
    topics: Sequence[str] = ()
    tags: Sequence[str] = ()
    labels: Sequence[str] = ()
    affiliation: str = ""
    is_answered: bool = False
    language: str = language.GERMAN

    def row(self, version: int) -> SearchDocument:
        return SearchDocument(
            kind=self.kind,
            object_id=self.object_id,
            part=self.part,
            room=self.room,
            fuller_rooms=list(self.fuller_rooms),
            thread_id=self.thread_id,
            title=_clean(self.title)[:TITLE_LENGTH],
            text=_clean(self.text),
            vector=vector(self),
            topics=list(self.topics),
            tags=list(self.tags),
            affiliation=self.affiliation,
            date=self.date,
            is_answered=self.is_answered,
            language=self.language,
            version=version,
        )


def terms_by_weight(document: Document) -> Iterator[tuple[str, str]]:
    """Weight and term of each word: title A, tags and labels B, text C, and parts of compounds one lighter."""
    texts = {"A": [document.title], "B": [*document.tags, *document.labels], "C": [document.text]}
    for weight, lighter in (("A", "B"), ("B", "C"), ("C", "D")):
        for text in texts[weight]:
            yield from ((weight, term) for term in language.analyse(text, document.language))
            yield from ((lighter, term) for term in language.analyse_inner(text, document.language))


def vector(document: Document) -> str:
    """The document's terms with their places, in the form of a tsvector."""
    return vector_of(terms_by_weight(document))


def vector_of(terms: Iterable[tuple[str, str]]) -> str:
    """A tsvector of these weights and terms, in their order."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for weight, term in terms:
        position = min(position + 1, LAST_POSITION)
        if len(places[term]) < MOST_POSITIONS:
            places[term].append(f"{position}{weight}")
    return " ".join(f"'{term}':{','.join(positions)}" for term, positions in places.items())


def terms_of_vector(written: str) -> dict[str, list[str]]:
    """The terms by weight, read back from a stored vector; each once per weight."""
    by_weight: dict[str, list[str]] = {letter: [] for letter in "ABCD"}
    for term, positions in _LEXEME.findall(written):
        for weight in sorted({position[-1] if position[-1] in "ABCD" else "D" for position in positions.split(",")}):
            by_weight[weight].append(term)
    return by_weight


def new_terms(rows: Iterable[SearchDocument]) -> set[str]:
    """The terms worth guessing at: words of four letters or more."""
    found = {term for row in rows for term, _ in _LEXEME.findall(str(row.vector))}
    return {term for term in found if len(term) >= 4 and term.isalpha()}


def _clean(text: str) -> str:
    """PostgreSQL refuses NUL in texts."""
    return text.replace("\x00", " ")
