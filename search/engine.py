"""Finding: the one door between the result page and the engines."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from . import language, ranking
from .breaker import Breaker
from .conf import ELASTICSEARCH, conf
from .corrections import correct
from .deadline import Deadline
from .engines import Candidate, Engine, EngineError, Question, postgres, server_engine
from .language import Word
from .likeness import only_from
from .query import LONGEST_QUERY, Found, SearchQuery

logger = logging.getLogger(__name__)
breaker = Breaker()


def find(query: SearchQuery, keys: Collection[str]) -> Found:
    """What these keys may read of what the query asks for.

    All words must occur. Where nothing has them all, compounds are taken apart; where that does not help, misspelt
    words are replaced by ones that documents open to the keys do have; in the end one word is enough. Where
    Elasticsearch does not answer, PostgreSQL does. Raises EngineError if PostgreSQL needs too long.
    """
    words = language.analyse_query(query.text[:LONGEST_QUERY])
    if not words:
        return Found(hits=(), total=0)
    settings = conf()
    if settings.engine != ELASTICSEARCH:
        return _find(query, words, keys, postgres, *[Deadline(settings.database_seconds)] * 2)
    database = Deadline(settings.server_seconds + settings.database_seconds)
    if not breaker.is_open:
        try:
            return _find(query, words, keys, server_engine(), Deadline(settings.server_seconds), database)
        except EngineError as error:
            logger.warning("search falls back to PostgreSQL: %s", error)
            breaker.open(settings.pause_seconds)
    return replace(_find(query, words, keys, postgres, database, database), is_fallback=True)


def _find(
    query: SearchQuery,
    words: Sequence[Word],
    keys: Collection[str],
    engine: Engine,
    deadline: Deadline,
    database: Deadline,
) -> Found:
    def candidates(asked: Sequence[Word], *, is_any: bool = False) -> list[Candidate]:
        return engine.candidates(Question([word.terms for word in asked], keys, is_any), deadline)

    found, corrected = candidates(words), None
    if not found and (apart := language.take_apart(words)) != words and (found := candidates(apart)):
        words = apart
    if not found and (corrected := correct(words, keys, database)):
        words = corrected
        found = candidates(words)
    if is_partial := not found and len(words) > 1:
        found = candidates(words, is_any=True)
    terms = [term for word in words for term in word.terms]
    corrected_to = " ".join(word.typed for word in words) if corrected and found else ""
    if query.is_like_mine:
        found = only_from(query.bodies, found)
    return replace(ranking.found(query, found, terms), corrected_to=corrected_to, is_partial=is_partial)
