"""What was probably meant by a word that nothing has.

Proposals come from documents the asker may read and from nothing else: neither the word itself nor its spelling can
tell of what stands behind a door, nor can a better proposal from there push another one out.
"""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, QuerySet, TextField

from kit.prepared import Given, Prepared

from . import language
from .deadline import Deadline
from .engines.postgres import time_limit, written
from .language import Word
from .models import SearchDocument, SearchTerm
from .querysets import KEYS, TermQuery

SHORTEST = 4  # letters; shorter words are like too many others
NEIGHBOURS = 10  # by trigrams, of which the most alike letter by letter is taken
ALIKE = 0.7


def correct(words: Sequence[Word], keys: Collection[str], deadline: Deadline) -> list[Word] | None:
    """The words with those that no readable document has replaced by similar ones; None where nothing is replaced.

    For a question that nothing has. At most three statements per word, besides those that set their time limit. Raises
    EngineError.
    """
    with time_limit(deadline):
        corrected = [_correct_one(word, sorted(keys), is_alone=len(words) == 1) for word in words]
    return corrected if corrected != list(words) else None


def _correct_one(word: Word, keys: list[str], *, is_alone: bool) -> Word:
    if len(word.terms[0]) < SHORTEST:
        return word
    if not is_alone and _having.rows(keys=keys, words=written([word.terms])):
        return word
    neighbours = _alike.rows(keys=keys, term=word.terms[0])
    best = max(neighbours, key=lambda term: _likeness(term, word), default="")
    if not best or best in word.terms or _likeness(best, word) < ALIKE:
        return word
    spelled = ""
    for title, tags, text, code in _having.rows(keys=keys, words=f"'{best}':AC"):
        spelled = language.surface_of(best, [title, *tags, text], code)
    return Word(spelled or best, (best,))


def _readable() -> Any:
    return SearchDocument.objects.open_to(KEYS)


def _one_with_words() -> QuerySet[Any, Any]:
    """Any one: an order would make the planner read along its index until a document fits."""
    found = _readable().matching(TermQuery(Given("words", TextField())))
    return found.order_by().values_list("title", "tags", "text", "language")[:1]


def _terms_alike() -> QuerySet[Any, Any]:
    term: Any = Given("term", TextField())
    has_term = _readable().matching(TermQuery(OuterRef("term")))
    alike = SearchTerm.objects.filter(term__trigram_similar=term).filter(Exists(has_term))
    return alike.order_by(TrigramSimilarity("term", term).desc(), "term").values_list("term", flat=True)[:NEIGHBOURS]


_having = Prepared(_one_with_words)
_alike = Prepared(_terms_alike)


def _likeness(term: str, word: Word) -> float:
    return SequenceMatcher(None, word.terms[0], term).ratio()
