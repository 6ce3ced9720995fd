"""What was probably meant by a word that nothing has.

Proposals come from documents the asker may read and from nothing else: neither the word itself nor its spelling can
tell of what stands behind a door, nor can a better proposal from there push another one out.
"""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef

from . import language
from .deadline import Deadline
from .engines.postgres import time_limit, tsquery
from .language import Word
from .models import SearchDocument, SearchTerm
from .querysets import TermQuery

SHORTEST = 4  # letters; shorter words are like too many others
NEIGHBOURS = 10  # by trigrams, of which the most alike letter by letter is taken
ALIKE = 0.7


def correct(words: Sequence[Word], keys: Collection[str], deadline: Deadline) -> list[Word] | None:
    """The words with those that no readable document has replaced by similar ones; None where nothing is replaced.

    At most three statements per word, besides those that set their time limit. Raises EngineError.
    """
    with time_limit(deadline):
        corrected = [_correct_one(word, keys) for word in words]
    return corrected if corrected != list(words) else None


def _correct_one(word: Word, keys: Collection[str]) -> Word:
    readable = SearchDocument.objects.open_to(keys)
    if len(word.terms[0]) < SHORTEST or readable.matching(tsquery([word.terms])).exists():
        return word
    has_term = readable.matching(TermQuery(OuterRef("term")))
    alike = (
        SearchTerm.objects.filter(term__trigram_similar=word.terms[0])
        .filter(Exists(has_term))
        .order_by(TrigramSimilarity("term", word.terms[0]).desc(), "term")
    )
    neighbours = list(alike.values_list("term", flat=True)[:NEIGHBOURS])
    best = max(neighbours, key=lambda term: _likeness(term, word), default="")
    if not best or _likeness(best, word) < ALIKE:
        return word
    document = readable.matching(TermQuery(f"'{best}':AC")).order_by("pk").first()
    texts = [document.title, *document.tags, document.text] if document else []
    spelled = language.surface_of(best, texts, document.language if document else language.GERMAN)
    return Word(spelled or best, (best,))


def _likeness(term: str, word: Word) -> float:
    return SequenceMatcher(None, word.terms[0], term).ratio()
