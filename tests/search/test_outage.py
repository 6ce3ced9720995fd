"""Without its server the search goes on: a local socket that refuses, is silent or talks nonsense stands in for it."""

import contextlib
import json
import logging
import socket
import threading

import pytest
from django.db import connection
from django.test import override_settings

from cms.settings import base
from search import conf, index
from search import engine as search_engine
from search.checks import check_search
from search.conf import ELASTICSEARCH
from search.deadline import Deadline
from search.engines import EngineError
from search.engines.postgres import time_limit
from search.models import SearchDocument, StaleMark
from search.query import Kind
from tests.factories import make_thread

from .documents import document, ids, search
from .documents import index as write_documents

pytestmark = pytest.mark.django_db
HIT = {"_score": 1.0, "_source": {"kind": "thread"}}


def answer(body, status="200 OK", kind="application/vnd.elasticsearch+json;compatible-with=8"):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


WAYS = {
    "silent": None,
    "hangs up": b"",
    "noise": b"\x00\xff" * 500,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "another program": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nHallo"[:-1],
    "a page": answer(b"<html>Willkommen</html>", kind="text/html"),
    "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{",
    "broken JSON": answer(b'{"hits": ['),
    "a list": answer([1, 2, 3]),
    "nothing": answer({}),
    "other fields": answer({"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": [HIT]}}),
    "a broken shard": answer({"timed_out": False, "_shards": {"failed": 1}, "hits": {"hits": []}}),
    "too slow itself": answer({"timed_out": True, "_shards": {"failed": 0}, "hits": {"hits": []}}),
    "no index": answer({"error": {"type": "index_not_found_exception"}, "status": 404}, "404 Not Found"),
    "wrong mapping": answer({"error": {"type": "query_shard_exception"}, "status": 400}, "400 Bad Request"),
    "overloaded": answer({"error": "es_rejected_execution_exception"}, "429 Too Many Requests"),
    "broken": answer(b"oops", "500 Internal Server Error", "text/plain"),
    "gateway": answer(b"", "503 Service Unavailable"),
}


@contextlib.contextmanager
def server(says):
    """A socket that says always the same, however it is asked; None: it takes the question and stays silent."""
    asked, ending = [], threading.Event()

    def serve(listener):
        while not ending.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    asked.append(connection.recv(65536))
                    if says is None:
                        ending.wait(5)
                    else:
                        connection.sendall(says)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        thread = threading.Thread(target=serve, args=[listener], daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            with override_settings(SEARCH={"ENGINE": ELASTICSEARCH, "URL": url, "SERVER_SECONDS": 0.4}):
                yield asked
        finally:
            ending.set()
            thread.join()


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL, "search.engine")


@pytest.mark.parametrize("way", WAYS)
def test_postgresql_answers_instead_and_says_so(way):
    write_documents(known := document("Ersatzweise gefunden"))
    with server(WAYS[way]) as asked:
        found = search("ersatzweise")
        assert asked
    assert (ids(found), found.is_fallback) == ([known.object_id], True)


def test_a_server_that_refuses_is_left_alone_for_a_while(caplog):
    write_documents(document("Ersatzweise gefunden"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with override_settings(SEARCH={"ENGINE": ELASTICSEARCH, "URL": url}):
        caplog.set_level(logging.WARNING, "search.engine")
        for _ in range(3):
            assert search("ersatzweise").is_fallback
    assert len([record for record in caplog.records if record.name == "search.engine"]) == 1
    assert search_engine.breaker.is_open


def test_a_job_keeps_its_mark_until_the_server_has_taken_the_document():
    thread = make_thread(title="Wartet auf den Server")
    mark = StaleMark.objects.create(kind=Kind.THREAD, object_id=thread.pk)
    with server(WAYS["gateway"]), pytest.raises(EngineError):
        index.write(Kind.THREAD, [thread.pk])
    assert SearchDocument.objects.filter(kind=Kind.THREAD, object_id=thread.pk).exists()
    assert StaleMark.objects.filter(pk=mark.pk).exists()  # PostgreSQL has it, the job runs again
    index.write(Kind.THREAD, [thread.pk])
    assert not StaleMark.objects.filter(pk=mark.pk).exists()


def test_a_database_that_takes_too_long_is_stopped():
    write_documents(document("Weiterhin da"))
    with pytest.raises(EngineError), time_limit(Deadline(0)), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert search("weiterhin").total == 1  # the transaction around it goes on


def test_all_time_limits_together_are_short():
    given = conf.conf()
    assert given.server_seconds + given.database_seconds < 2.5
    with override_settings(SEARCH=base.SEARCH):
        assert conf.conf().server_seconds + conf.conf().database_seconds < 2.5


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, None),
        ({"URL": "http://search:9200"}, None),
        ({"URL": "https://user:word@search.example:443"}, None),
        ({"URL": "http://search"}, "search.E002"),
        ({"URL": "search:9200"}, "search.E002"),
        ({"ENGINE": "elasticsearch"}, "search.E002"),
        ({"ENGINE": "solr"}, "search.E001"),
    ],
)
def test_a_wrong_setting_is_said_at_the_start(given, error):
    with override_settings(SEARCH=given):
        assert [each.id for each in check_search()] == ([error] if error else [])
