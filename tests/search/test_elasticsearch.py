"""What only the server can get wrong: late writes, and a rebuild amid everything else."""

import pytest

from forum.models import Thread
from search import index
from search.engine import find
from search.engines import elasticsearch
from search.models import SearchDocument
from search.query import Kind, SearchQuery
from tests.factories import make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_index(with_elasticsearch):
    elasticsearch.rebuild(SearchDocument.objects.none())


def members_find(text):
    found = find(SearchQuery(text), {"members"})
    assert not found.is_fallback
    return [(hit.kind, hit.object_id) for hit in found.hits]


def test_what_was_read_earlier_never_replaces_what_is_newer_on_the_server(empty_index):
    thread = make_thread(title="Alter Titel")
    old_rows, old_version = index.write_rows(Kind.THREAD, [thread.pk])
    Thread.objects.filter(pk=thread.pk).update(title="Neuer Wortlaut")
    index.write(Kind.THREAD, [thread.pk])
    elasticsearch.write(Kind.THREAD, [thread.pk], old_rows, old_version)
    assert members_find("wortlaut") == [(Kind.THREAD, thread.pk)]
    assert members_find("titel") == []
    Thread.objects.filter(pk=thread.pk).update(visibility="hidden")
    index.write(Kind.THREAD, [thread.pk])
    elasticsearch.write(Kind.THREAD, [thread.pk], old_rows, old_version)
    assert members_find("titel") == members_find("wortlaut") == []


def test_a_rebuild_goes_on_while_jobs_write_and_people_search(empty_index):
    thread = make_thread(title="Schon da")
    index.write(Kind.THREAD, [thread.pk])
    [old] = elasticsearch._indexes()
    seen = []

    class Rows:
        """The rows of the rebuild; while they are read, a job writes and somebody searches."""

        def iterator(self, size):
            rows = list(SearchDocument.objects.all())
            Thread.objects.filter(pk=thread.pk).update(title="Zwischendurch geändert")
            index.write(Kind.THREAD, [thread.pk])
            seen.append(members_find("zwischendurch"))
            yield from rows

    new = elasticsearch.rebuild(Rows())
    assert seen == [[(Kind.THREAD, thread.pk)]]
    assert elasticsearch._indexes() == [new] != [old]
    assert members_find("zwischendurch") == [(Kind.THREAD, thread.pk)]
