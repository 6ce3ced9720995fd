"""What was probably meant by a word that nothing has.

Proposals come from documents the asker may read and from nothing else: neither the word itself nor its spelling can
tell of what stands behind a door, nor can a better proposal from there push another one out.
"""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.utils import timezone

from kit.prepared import Given, Prepared

from . import language
from .deadline import Deadline
from .engines.postgres import time_limit, written
from .language import Word
from .models import SearchDocument, SearchTerm
from .querysets import KEYS, TermQuery
from .shelves import slice_values, slices

SHORTEST = 4  # letters; shorter words are like too many others
NEIGHBOURS = 10  # by trigrams, of which the most alike letter by letter is taken
ALIKE = 0.7


def correct(words: Sequence[Word], keys: Collection[str], deadline: Deadline) -> list[Word] | None:
    """The words with those that no readable document has replaced by similar ones; None where nothing is replaced.

    For a question that nothing has. At most three statements per word, besides those that set their time limit. Raises
    EngineError.
    """
    given = {"keys": sorted(keys), **slice_values(timezone.now())}
    with time_limit(deadline):
        corrected = [_correct_one(word, given, is_alone=len(words) == 1) for word in words]
    return corrected if corrected != list(words) else None


def _correct_one(word: Word, given: dict[str, Any], *, is_alone: bool) -> Word:
    if len(word.terms[0]) < SHORTEST:
        return word
    if not is_alone and _having.rows(**given, words=written([word.terms])):
        return word
    neighbours = _alike.rows(**given, term=word.terms[0])
    best = max(neighbours, key=lambda term: _likeness(term, word), default="")
    if not best or best in word.terms or _likeness(best, word) < ALIKE:
        return word
    spelled = ""
    for title, tags, text, code in _having.rows(**given, words=f"'{best}':AC"):
        spelled = language.surface_of(best, [title, *tags, text], code)
    return Word(spelled or best, (best,))


def _readable_with(words: Any) -> list[QuerySet[SearchDocument]]:
    """In slices like the engine's: a word that many documents have is met in the first, and the others are not read."""
    return [SearchDocument.objects.open_to(KEYS).matching(TermQuery(words)).filter(part) for part in slices()]


def _one_with_words() -> QuerySet[Any, Any]:
    """Any one: an order would make the planner read along its index until a document fits."""
    first, *others = (
        documents.order_by().values_list("title", "tags", "text", "language")
        for documents in _readable_with(Given("words", TextField()))
    )
    return first.union(*others, all=True)[:1]


def _terms_alike() -> QuerySet[Any, Any]:
    term: Any = Given("term", TextField())
    has_term = reduce(or_, map(Exists, _readable_with(OuterRef("term"))))
    alike = SearchTerm.objects.filter(term__trigram_similar=term).filter(has_term)
    return alike.order_by(TrigramSimilarity("term", term).desc(), "term").values_list("term", flat=True)[:NEIGHBOURS]


_having = Prepared(_one_with_words)
_alike = Prepared(_terms_alike)


def _likeness(term: str, word: Word) -> float:
    return SequenceMatcher(None, word.terms[0], term).ratio()
