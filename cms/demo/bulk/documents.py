"""Search documents: the rows that `rebuild_search` would write, those of replies from words analysed once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from search.documents import vector_of
from search.index import in_batches, next_version, remember_terms
from search.language import GERMAN
from search.models import SearchDocument
from search.query import Kind
from search.sources import source_of

from .copying import copy_rows
from .plan import ThreadPlan
from .words import Body, Word

_COLUMNS = ("object_id", "thread_id", "room", "topics", "text", "vector", "affiliation", "date", "is_answered")
_VECTOR = next(index for index in SearchDocument._meta.indexes if index.name == "search_document_vector")

Reply = tuple[int, ThreadPlan, datetime, str, Body]  # id, thread, moment, key of the affiliation, what it says


@contextmanager
def without_vector_index() -> Iterator[None]:
    """One index built at the end takes a fraction of the time that keeping it up to date would."""
    with connection.schema_editor() as editor:
        editor.remove_index(SearchDocument, _VECTOR)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    with connection.schema_editor() as editor:
        editor.add_index(SearchDocument, _VECTOR)


class ReplyDocuments:
    """Writes the documents of replies, batch by batch; ``finish`` tells the corrections which terms there are."""

    def __init__(self) -> None:
        self.version = next_version()
        self.words: set[Word] = set()

    def write(self, replies: Iterable[Reply]) -> None:
        same: dict[str, Any] = {
            "kind": Kind.POST.value,
            "part": 0,
            "fuller_rooms": [],
            "title": "",
            "tags": [],
            "language": GERMAN,
            "version": self.version,
        }
        copy_rows(SearchDocument, _COLUMNS, map(self._row, replies), **same)

    def finish(self) -> None:
        terms = {term for word in self.words for term in (*word.terms, *word.inner)}
        remember_terms([SearchDocument(vector=vector_of(sorted(terms)))])

    def _row(self, reply: Reply) -> tuple[Any, ...]:
        pk, plan, moment, affiliation, body = reply
        self.words.update(body.words)
        topics = [plan.area.topic.slug] if plan.area.topic else []
        vector = vector_of(body.terms)
        return pk, plan.pk, plan.area.room, topics, body.text, vector, affiliation, moment, plan.is_answered


def write_documents(kind: Kind, ids: Sequence[int]) -> None:
    """What there is less of, made as always. Without the locks of ``write_rows``: one for each object is too many."""
    version = next_version()
    for batch in in_batches(ids):
        rows = [document.row(version) for document in source_of(kind).documents(batch)]
        SearchDocument.objects.bulk_create(rows)
        remember_terms(rows)
