"""The default engine: the documents' own table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import starmap
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, transaction
from django.db.models import Q, TextField
from django.utils import timezone

from kit.prepared import Given, preparing_cursor
from search.deadline import Deadline
from search.models import SearchDocument
from search.query import MOST_CANDIDATES
from search.querysets import KEYS, TermQuery
from search.shelves import IsPost, slice_values, slices

from . import WEIGHTS, Candidate, EngineError, Question

SEVERAL = 3  # words that few documents have all: to look for them slice by slice costs more than it can save
_RANK_WEIGHTS = [WEIGHTS[letter] for letter in "DCBA"]
_WORDS = Given("words", TextField())
_RANKED = """
SELECT kind, object_id, thread_id, extract(epoch FROM date)::float8, is_answered,
  ts_rank(%s::real[], vector, %s::tsquery), topics
FROM ({newest} LIMIT {limit}) AS newest
"""
_SLICE = "SELECT * FROM ({}) AS slice"
# For this transaction only. The table is large and its statements are written once: the index is always right, a plan
# for the values at hand costs more than it saves, and so do helpers that would be started for milliseconds.
_PLANNING = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",  # what is searched, words and letters, stands in GIN indexes, read as bitmaps
    "enable_indexonlyscan": "off",
    "enable_nestloop": "off",  # stale marks may become many after the plan was made
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_generic_plan",
}
_SET = "SELECT {}".format(", ".join(f"set_config('{name}', %s, true)" for name in ("statement_timeout", *_PLANNING)))
_RESET = "SELECT set_config(name, reset_val, true) FROM pg_settings WHERE name = ANY(%s)"


def candidates(question: Question, deadline: Deadline) -> list[Candidate]:
    """See ``Engine``. One statement beside those that set its time limit."""
    values = {
        "words": written(question.groups, is_any=question.is_any),
        "keys": sorted(question.keys),
        **slice_values(timezone.now()),
    }
    statement, parameters = _statement(question.is_any or len(question.groups) < SEVERAL)
    with time_limit(deadline), preparing_cursor() as cursor:
        cursor.execute(statement, [values[each.name] if isinstance(each, Given) else each for each in parameters])
        return list(starmap(Candidate, cursor.fetchall()))


def written(groups: Sequence[Sequence[str]], *, is_any: bool = False) -> str:
    """The query in PostgreSQL's own form. Terms are letters and digits only (search.language)."""
    alternatives = ["({})".format(" | ".join(f"'{term}'" for term in group)) for group in groups]
    return (" | " if is_any else " & ").join(alternatives)


@cache
def _statement(is_sliced: bool) -> tuple[str, Sequence[Any]]:
    """The newest documents that fit, each with its text fit, and its parameters, the gaps among them.

    Slice after slice, the newest first: as soon as there are enough, PostgreSQL does not begin the next one. The fit is
    computed for those alone.
    """
    parts: list[str] = []
    parameters: list[Any] = [_RANK_WEIGHTS, _WORDS]
    for part in slices() if is_sliced else [Q()]:
        documents = SearchDocument.objects.open_to(KEYS).matching(TermQuery(_WORDS)).filter(part)
        rows = documents.order_by(IsPost(), "-date", "-pk").values_list(
            "kind", "object_id", "thread_id", "date", "is_answered", "topics", "vector"
        )
        sql, own = rows[:MOST_CANDIDATES].query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        parts.append(_SLICE.format(sql))
        parameters += own
    return _RANKED.format(newest=" UNION ALL ".join(parts), limit=MOST_CANDIDATES), parameters


@contextmanager
def time_limit(deadline: Deadline) -> Iterator[None]:
    """The statements inside are cancelled when the time is over. Raises EngineError then."""
    is_inside_another = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SET, [f"{deadline.seconds_left * 1000:.0f}", *_PLANNING.values()])
            yield
            if is_inside_another:  # which goes on
                cursor.execute(_RESET, [["statement_timeout", *_PLANNING]])
    except OperationalError as error:
        raise EngineError(f"PostgreSQL: {error}") from error
