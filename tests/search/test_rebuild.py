"""Writing everything anew, and writers that meet."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from forum.models import Thread
from search import index
from search.conf import ELASTICSEARCH
from search.engine import find
from search.engines import elasticsearch
from search.models import SearchDocument, SearchTerm, StaleMark
from search.query import Kind, SearchQuery
from tests.factories import make_member, make_post, make_thread
from tests.forum.parallel import meanwhile


@pytest.fixture
def empty_index(engine):
    if engine == ELASTICSEARCH:
        elasticsearch.rebuild(SearchDocument.objects.none())


def members_find(text):
    return [(hit.kind, hit.object_id) for hit in find(SearchQuery(text), {"members"}).hits]


def documents():
    fields = [field.attname for field in SearchDocument._meta.concrete_fields if field.attname != "version"]
    return list(SearchDocument.objects.order_by("pk").values_list(*fields))


@pytest.mark.django_db
def test_a_rebuild_writes_what_is_missing_removes_what_is_gone_and_changes_nothing_twice(engine, empty_index):
    thread = make_thread(title="Wer hat Erfahrung mit Pflanzentauschbörsen?")
    post = make_post(thread, text="Wir tauschen Ableger.")
    gone = SearchDocument.objects.create(
        kind=Kind.POST, object_id=10**9, room="members", vector="'geisterwort':1A", date=thread.created_at, version=0
    )
    SearchTerm.objects.create(term="geisterwort")
    StaleMark.objects.create(thread_id=thread.pk)
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert members_find("pflanzentauschbörse") == [(Kind.THREAD, thread.pk)]
    assert members_find("ableger") == [(Kind.POST, post.pk)]
    assert members_find("geisterwort") == []
    assert not SearchDocument.objects.filter(pk=gone.pk).exists()
    assert not SearchTerm.objects.filter(term="geisterwort").exists()
    assert not StaleMark.objects.exists()
    assert "thread        1 / 1" in out.getvalue()
    before = documents()
    call_command("rebuild_search", verbosity=0)
    assert documents() == before


def test_two_writers_of_one_object_follow_each_other(own_database):
    thread = make_thread(title="Alter Titel", author=make_member())

    def rename_and_write():
        Thread.objects.filter(pk=thread.pk).update(title="Neuer Wortlaut")
        index.write(Kind.THREAD, [thread.pk])

    with transaction.atomic():
        index.write_rows(Kind.THREAD, [thread.pk])  # has read the old title and is not done yet
        with meanwhile(rename_and_write) as writer:
            assert not SearchDocument.objects.filter(title="Neuer Wortlaut").exists()
    writer.result()
    assert [row.title for row in SearchDocument.objects.filter(kind=Kind.THREAD)] == ["Neuer Wortlaut"]


@pytest.mark.django_db
def test_a_rebuild_of_a_server_that_is_away_says_so(settings):
    settings.SEARCH = {"ENGINE": ELASTICSEARCH, "URL": "http://127.0.0.1:9"}
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("rebuild_search", engine=ELASTICSEARCH, verbosity=0)
    call_command("rebuild_search", engine="postgres", verbosity=0)
