"""The second engine: an Elasticsearch server, fed from the documents' table, never the only place of anything.

It gets our own terms and splits them at blanks; it needs no optional module. Documents of an object have fixed ids, and
each write carries the version of its rows, so that what is older is refused, whatever arrives last. Readers ask an
alias; a rebuild fills a new index, to which jobs write, too, and then moves the alias in one step.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, bulk

from search.conf import conf
from search.deadline import Deadline
from search.documents import terms_of_vector
from search.models import SearchDocument, StaleMark
from search.query import MOST_CANDIDATES, Kind

from . import WEIGHTS, Candidate, EngineError, Question

WRITE_SECONDS = 30
CHUNK = 500
MOST_STALE = 1000  # more excluded ids than this are not worth a question
STEPS_OF_A_QUESTION = 2  # connecting and waiting for the answer are limited one by one

_TERMS = {"type": "text", "analyzer": "whitespace", "similarity": "boolean", "norms": False, "index_options": "docs"}
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": [f"terms_{weight.lower()}" for weight in WEIGHTS]},
    "properties": {
        **{f"terms_{weight.lower()}": _TERMS for weight in WEIGHTS},
        "kind": {"type": "keyword"},
        "object_id": {"type": "long"},
        "thread_id": {"type": "long"},
        "room": {"type": "keyword"},
        "fuller_rooms": {"type": "keyword"},
        "topics": {"type": "keyword"},
        "date": {"type": "date"},
        "is_answered": {"type": "boolean"},
        "is_post": {"type": "boolean"},
        "version": {"type": "long"},
    },
}
SETTINGS = {"number_of_shards": 1, "max_result_window": MOST_CANDIDATES, "gc_deletes": "1h"}
_ASKED = ["kind", "object_id", "thread_id", "date", "is_answered", "topics"]


# --- Asking -----------------------------------------------------------------------------------------------------------


def candidates(question: Question, deadline: Deadline) -> list[Candidate]:
    """See ``Engine``. One request, and one statement for the stale marks."""
    if deadline.is_over:
        raise EngineError("Elasticsearch: no time left")
    stale = _stale()
    try:
        client = _client().options(request_timeout=deadline.seconds_left / STEPS_OF_A_QUESTION)
        answer = client.search(
            index=alias(),
            query=_query(question, stale),
            sort=["is_post", {"date": "desc"}],
            track_scores=True,
            track_total_hits=False,
            size=MOST_CANDIDATES,
            source_includes=_ASKED,
            filter_path=["timed_out", "_shards.failed", "hits.hits._score", "hits.hits._source"],
        )
        return _read(answer.body)
    except (ApiError, TransportError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(f"Elasticsearch: {error}") from error


def _read(answer: Any) -> list[Candidate]:
    """What the server said, taken apart without trust: another program may have answered."""
    if answer["timed_out"] is not False or answer["_shards"]["failed"]:
        raise ValueError("incomplete answer")
    hits = answer.get("hits", {}).get("hits", [])
    return [_candidate(hit["_source"], float(hit["_score"])) for hit in hits]


def _candidate(source: dict[str, Any], fit: float) -> Candidate:
    return Candidate(
        kind=source["kind"],
        object_id=int(source["object_id"]),
        thread_id=source["thread_id"],
        moment=datetime.fromisoformat(source["date"]).timestamp(),
        is_answered=bool(source["is_answered"]),
        fit=fit,
        topics=source["topics"],
    )


def _query(question: Question, stale: tuple[list[str], list[int]]) -> dict[str, Any]:
    objects, threads = stale
    held = sorted(question.keys)
    words = [_one_of(group) for group in question.groups]
    asked = {"should": words, "minimum_should_match": 1} if question.is_any else {"must": words}
    return {
        "bool": {
            **asked,
            "filter": [{"terms": {"room": held}}],
            "must_not": [
                {"terms": {"fuller_rooms": held}},
                {"ids": {"values": objects}},
                {"terms": {"thread_id": threads}},
            ],
        }
    }


def _one_of(group: Sequence[str]) -> dict[str, Any]:
    """One of these terms, counted where it weighs most."""
    places = [
        {"term": {f"terms_{weight.lower()}": {"value": term, "boost": boost}}}
        for term in group
        for weight, boost in WEIGHTS.items()
    ]
    return {"dis_max": {"queries": places}}


def _stale() -> tuple[list[str], list[int]]:
    """Ids of documents and threads that nobody may find now. Raises EngineError if there are too many to name."""
    marks = list(StaleMark.objects.values_list("kind", "object_id", "thread_id")[: MOST_STALE + 1])
    if len(marks) > MOST_STALE:
        raise EngineError("Elasticsearch: more stale documents than can be named")
    objects = [each for kind, pk, _ in marks if pk is not None for each in document_ids(kind, pk)]
    return objects, [thread for _, _, thread in marks if thread is not None]


# --- Writing ----------------------------------------------------------------------------------------------------------


def document_ids(kind: str, object_id: int) -> list[str]:
    """All ids that documents of this object can have."""
    from search.sources import source_of

    return [_id(kind, object_id, part) for part in range(source_of(kind).part_count)]


def write(kind: str, ids: Iterable[int], rows: Iterable[SearchDocument], version: int) -> None:
    """Makes the server's documents of these objects those of the rows, and waits until they can be found so.

    Raises EngineError.
    """
    written = {_id(row.kind, row.object_id, row.part): row for row in rows}
    gone = [each for pk in ids for each in document_ids(kind, pk) if each not in written]
    for index in _indexes():
        actions = [_put(index, row) for row in written.values()]
        _bulk([*actions, *(_remove(index, each, version) for each in gone)], refresh=True)


def put(rows: QuerySet[SearchDocument]) -> None:
    """Writes these rows' documents and removes none; however many, a few at a time. Raises EngineError."""
    for index in _indexes():
        _bulk((_put(index, row) for row in rows.iterator(CHUNK)), refresh=True)


def rebuild(rows: QuerySet[SearchDocument]) -> str:
    """Fills a new index with these rows and moves the alias to it in one step; returns its name. Raises EngineError."""
    name = f"{alias()}-{timezone.now():%Y%m%d%H%M%S%f}"
    client = _client().options(request_timeout=WRITE_SECONDS)
    try:
        client.indices.create(index=name, mappings=MAPPINGS, settings=SETTINGS)
        _bulk(_put(name, row) for row in rows.iterator(CHUNK))
        client.indices.refresh(index=name)
        old = [index for index in _indexes() if index != name]
        moves: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias()}}]
        client.indices.update_aliases(actions=[*moves, *({"remove_index": {"index": index}} for index in old)])
    except (ApiError, TransportError) as error:
        raise EngineError(f"Elasticsearch: {error}") from error
    return name


def remove_all() -> None:
    """Deletes our indexes; for tests and for leaving Elasticsearch."""
    client = _client().options(request_timeout=WRITE_SECONDS)
    for index in _indexes():
        client.indices.delete(index=index)


def alias() -> str:
    return conf().index


def _id(kind: str, object_id: int, part: int) -> str:
    return f"{kind}-{object_id}-{part}"


def _indexes() -> list[str]:
    """Our indexes: the one that is read, and one that a rebuild fills at the moment. Raises EngineError."""
    client = _client().options(request_timeout=WRITE_SECONDS)
    try:
        found = client.indices.get(index=f"{alias()}-*", filter_path="*.aliases", ignore_unavailable=True)
    except (ApiError, TransportError) as error:
        raise EngineError(f"Elasticsearch: {error}") from error
    return sorted(found.body)


def _put(index: str, row: SearchDocument) -> dict[str, Any]:
    terms = {f"terms_{weight.lower()}": " ".join(each) for weight, each in terms_of_vector(str(row.vector)).items()}
    return {
        "_op_type": "index",
        "_index": index,
        "_id": _id(row.kind, row.object_id, row.part),
        "version": row.version,
        "version_type": "external_gte",
        "_source": {
            **terms,
            "kind": row.kind,
            "object_id": row.object_id,
            "thread_id": row.thread_id,
            "room": row.room,
            "fuller_rooms": row.fuller_rooms,
            "topics": row.topics,
            "date": row.date.isoformat(),
            "is_answered": row.is_answered,
            "is_post": row.kind == Kind.POST,
            "version": row.version,
        },
    }


def _remove(index: str, document_id: str, version: int) -> dict[str, Any]:
    return {
        "_op_type": "delete",
        "_index": index,
        "_id": document_id,
        "version": version,
        "version_type": "external_gte",
    }


def _bulk(actions: Iterable[dict[str, Any]], **options: Any) -> None:
    client = _client().options(request_timeout=WRITE_SECONDS)
    try:
        _, errors = bulk(client, actions, raise_on_error=False, chunk_size=CHUNK, **options)
    except (ApiError, TransportError, BulkIndexError) as error:
        raise EngineError(f"Elasticsearch: {error}") from error
    if serious := [each for each in _outcomes(errors) if each.get("status") not in (404, 409)]:
        raise EngineError(f"Elasticsearch refused {len(serious)} documents: {serious[0]}")


def _outcomes(errors: Any) -> Iterator[dict[str, Any]]:
    """404: it was not there to be deleted; 409: something newer is there already. Both are as they should be."""
    for each in errors:
        yield from each.values()


def _client() -> Elasticsearch:
    return _client_for(conf().url)


@lru_cache(maxsize=4)
def _client_for(url: str) -> Elasticsearch:
    """One per address and process; it keeps its connections. Never tries twice: a page waits for it."""
    return Elasticsearch(url, max_retries=0, retry_on_timeout=False, retry_on_status=(), sniff_on_start=False)
