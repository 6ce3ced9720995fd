"""Documents made directly, for what depends on the engines alone."""

import itertools
from datetime import timedelta

from django.utils import timezone

from search.conf import ELASTICSEARCH, conf
from search.documents import Document
from search.engine import find
from search.engines import elasticsearch
from search.index import remember_terms
from search.models import SearchDocument
from search.query import Kind, SearchQuery

_ids = itertools.count(1)


def document(title="", text="", *, kind=Kind.THREAD, room="public", days=0, **fields):
    """A document of an object of its own, ``days`` old. A thread's document names the thread."""
    fields.setdefault("object_id", next(_ids))
    if kind == Kind.THREAD:
        fields.setdefault("thread_id", fields["object_id"])
    date = timezone.now() - timedelta(days=days)
    return Document(kind=kind, room=room, title=title, text=text, date=date, **fields)


def index(*documents):
    """Writes them into the table and, where the site has one, to the server."""
    rows = [each.row(version=1) for each in documents]
    SearchDocument.objects.bulk_create(rows, batch_size=1000)
    remember_terms(rows)
    if conf().engine == ELASTICSEARCH:
        elasticsearch.rebuild(SearchDocument.objects.all())


def search(text, keys=("public",), **query):
    return find(SearchQuery(text, **query), frozenset(keys))


def ids(found):
    return [hit.object_id for hit in found.hits]
