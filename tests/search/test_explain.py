"""The index serves the search where there is much to search in."""

import pytest
from django.db import connection

from search.engines.postgres import tsquery
from search.models import SearchDocument

from .documents import document, index

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("groups", [[("nadel",)], [("nadel", "needl"), ("heu",)]])
def test_a_word_is_looked_up_in_the_index(groups):
    index(document("Nadel im Heu"), *(document("Heu", f"Halm {n} " * 20, days=n % 900) for n in range(20_000)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchdocument")
    plan = SearchDocument.objects.open_to({"public", "members"}).matching(tsquery(groups)).explain()
    assert "Bitmap Index Scan on search_document_vector" in plan
    assert "Seq Scan on search_searchdocument" not in plan
