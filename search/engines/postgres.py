"""The default engine: the documents' own table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.postgres.search import SearchRank
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, IntegerField, Value, When

from search.deadline import Deadline
from search.models import SearchDocument
from search.query import MOST_CANDIDATES, Kind
from search.querysets import TermQuery

from . import WEIGHTS, Candidate, EngineError, Question

_RANK_WEIGHTS = [WEIGHTS[letter] for letter in "DCBA"]
_POSTS_LAST = Case(When(kind=Kind.POST, then=Value(1)), default=Value(0), output_field=IntegerField())


def candidates(question: Question, deadline: Deadline) -> list[Candidate]:
    """See ``Engine``. One statement beside those that set its time limit."""
    query = tsquery(question.groups, is_any=question.is_any)
    with time_limit(deadline):
        rows = (
            SearchDocument.objects.open_to(question.keys)
            .matching(query)
            .annotate(fit=SearchRank(F("vector"), query, weights=_RANK_WEIGHTS))
            .order_by(_POSTS_LAST, "-date", "-pk")
            .values_list("kind", "object_id", "thread_id", "date", "is_answered", "fit", "topics")
        )
        return [Candidate(*row) for row in rows[:MOST_CANDIDATES]]


def tsquery(groups: Sequence[Sequence[str]], *, is_any: bool = False) -> TermQuery:
    """The query in PostgreSQL's own form. Terms are letters and digits only (search.language)."""
    written = ["({})".format(" | ".join(f"'{term}'" for term in group)) for group in groups]
    return TermQuery((" | " if is_any else " & ").join(written))


@contextmanager
def time_limit(deadline: Deadline) -> Iterator[None]:
    """The statements inside are cancelled when the time is over. Raises EngineError then."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{deadline.seconds_left * 1000:.0f}"])
            yield
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")  # an outer transaction goes on
    except OperationalError as error:
        raise EngineError(f"PostgreSQL: {error}") from error
