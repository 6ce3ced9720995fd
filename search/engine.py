"""Finding: the one door between the result page and the engines."""

from collections.abc import Collection
from dataclasses import replace

from . import language, ranking
from .conf import conf
from .deadline import Deadline
from .engines import Question, postgres
from .query import LONGEST_QUERY, Found, SearchQuery


def find(query: SearchQuery, keys: Collection[str]) -> Found:
    """What these keys may read of what the query asks for.

    All words must occur. Where nothing has them all, misspelt words are replaced by ones that documents open to the
    keys do have; where that does not help either, one word is enough. Raises EngineError if PostgreSQL needs too long.
    """
    groups = language.analyse_query(query.text[:LONGEST_QUERY])
    if not groups:
        return Found(hits=(), total=0)
    deadline = Deadline(conf().database_seconds)
    question = Question(groups, keys)
    candidates = postgres.candidates(question, deadline)
    if not candidates and len(groups) > 1:
        candidates = postgres.candidates(replace(question, is_any=True), deadline)
    return ranking.found(query, candidates, [term for group in groups for term in group])
