"""The index serves the search where there is much to search in."""

import pytest
from django.db import connection
from django.utils import timezone

from kit.prepared import Given, preparing_cursor
from search.deadline import Deadline
from search.engines import postgres
from search.query import Kind
from search.shelves import slice_values

from .documents import document, index

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("groups", [[("nadel",)], [("nadel", "needl"), ("heu",)], [("heu",)]])
def test_a_word_is_looked_up_in_the_index(groups):
    haystack = (document("", f"Heu {n} " * 20, kind=Kind.POST, thread_id=n, days=n % 900) for n in range(20_000))
    index(document("Nadel im Heu"), *haystack)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchdocument")
    plan = explained(groups)
    scans = [line for line in plan.splitlines() if "Bitmap Index Scan on search_document_vector" in line]
    assert len(scans) == 5, "one for each slice"
    assert "Seq Scan on search_searchdocument" not in plan
    unread = [scan for scan in scans if "never executed" in scan]
    assert len(unread) == (groups == [("heu",)]), "newer slices had enough hay"


def explained(groups):
    statement, parameters = postgres._statement()
    values = {"words": postgres.written(groups), "keys": ["public"], **slice_values(timezone.now())}
    with postgres.time_limit(Deadline(20)), preparing_cursor() as cursor:
        given = [values[each.name] if isinstance(each, Given) else each for each in parameters]
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", given)
        return "\n".join(line for (line,) in cursor.fetchall())
