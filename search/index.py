"""Writing documents and stale marks. Nothing else does."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from forum.models import Area, Thread

from .conf import ELASTICSEARCH, conf
from .documents import new_terms
from .engines import server_engine
from .models import SearchDocument, StaleMark
from .query import Kind
from .sources import Source, source_of
from .sources.forum import of_thread, public_thread

BATCH = 500
LOCK_SPACE = 0x5E4C  # beside others' advisory locks
_FIELDS = [
    field.attname
    for field in SearchDocument._meta.concrete_fields
    if field.attname not in ("id", "object_id", "kind", "part")
]


def mark_stale(kind: str, ids: Iterable[int]) -> None:
    """These objects are found by nobody until their documents are written anew. Part of the caller's transaction."""
    StaleMark.objects.bulk_create([StaleMark(kind=kind, object_id=pk) for pk in ids], batch_size=BATCH)


def mark_posts_stale(ids: Iterable[int]) -> None:
    """The same for posts and their files, in one statement."""
    kinds = (Kind.POST, Kind.FILE)
    StaleMark.objects.bulk_create([StaleMark(kind=kind, object_id=pk) for pk in ids for kind in kinds])


def mark_threads_stale(ids: Iterable[int]) -> None:
    """The same for everything of these threads: one row each, however many posts."""
    StaleMark.objects.bulk_create(StaleMark(thread_id=pk) for pk in ids)


def write(kind: str, ids: Sequence[int]) -> None:
    """Writes the documents of these objects as they are now, or removes them; deletes the stale marks it knew of.

    Takes an advisory lock per object (a thread's posts share one) before it reads, so that what was read first is never
    written last. Running twice changes nothing. At most a few hundred ids. Raises EngineError if Elasticsearch, where
    the site has it, does not take them; the marks stay then.
    """
    ids = sorted(set(ids))
    if not ids:
        return
    marks = list(StaleMark.objects.filter(kind=kind, object_id__in=ids).values_list("pk", flat=True))
    rows, version = write_rows(kind, ids)
    if conf().engine == ELASTICSEARCH:
        server_engine().write(kind, ids, rows, version)
    StaleMark.objects.filter(pk__in=marks).delete()


def write_rows(kind: str, ids: Sequence[int]) -> tuple[list[SearchDocument], int]:
    """The database's part of ``write``, stale marks apart: the rows as they are now and their version."""
    source = source_of(kind)
    with transaction.atomic():
        _lock(source, ids)
        version = next_version()
        rows = [document.row(version) for document in source.documents(ids)]
        SearchDocument.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["object_id", "kind", "part"], update_fields=_FIELDS
        )
        SearchDocument.objects.filter(kind=kind, object_id__in=ids).exclude(version=version).delete()
        remember_terms(rows)
    return rows, version


def remember_terms(rows: Iterable[SearchDocument]) -> None:
    """Adds the rows' terms to those that corrections are drawn from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_searchterm (term) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [sorted(new_terms(rows))],
        )


def write_threads(ids: Sequence[int]) -> None:
    """Writes these threads' own documents, and what those of their posts and files say of it, in one statement each.

    Deletes the stale marks it knew of. Raises EngineError, and then it is run again.
    """
    marks = list(StaleMark.objects.filter(thread_id__in=ids).values_list("pk", flat=True))
    write(Kind.THREAD, ids)
    for pk in ids:
        with transaction.atomic():
            _lock(source_of(Kind.THREAD), [pk])
            posts = SearchDocument.objects.filter(kind__in=[Kind.POST, Kind.FILE], thread_id=pk)
            if thread := public_thread(pk):
                shared = of_thread(thread)
                posts.exclude(**shared).update(**shared, version=next_version())
        if thread is None:
            for kind in (Kind.POST, Kind.FILE):
                for batch in in_batches(list(posts.filter(kind=kind).values_list("object_id", flat=True))):
                    write(kind, batch)
        elif conf().engine == ELASTICSEARCH:
            server_engine().put(posts)
    StaleMark.objects.filter(pk__in=marks).delete()


def outdated_threads(area_ids: Sequence[int]) -> list[int]:
    """Threads of these areas of which a document names another room or topic than the area has now."""
    outdated: set[int] = set()
    for area in Area.objects.filter(pk__in=area_ids).select_related("topic"):
        topics = [area.topic.slug] if area.topic else []
        threads = Thread.objects.filter(area=area).values("pk")
        wrong = SearchDocument.objects.filter(thread_id__in=threads).exclude(room=area.room, topics=topics)
        outdated |= {pk for pk in wrong.values_list("thread_id", flat=True).distinct() if pk is not None}
    return sorted(outdated)


def forget_terms() -> None:
    """Deletes the terms that no document has any more. Reads all documents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_searchterm WHERE term NOT IN"
            " (SELECT word FROM ts_stat('SELECT vector FROM search_searchdocument'))"
        )


def in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Parts small enough for one call of ``write``."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def next_version() -> int:
    """A number greater than all before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('search_version')")
        return int(cursor.fetchone()[0])


def _lock(source: Source, ids: Sequence[int]) -> None:
    """Always in the order of the numbers, so that two writers never wait for each other in a circle."""
    space = LOCK_SPACE + sum(map(ord, source.lock_name or source.kind))
    numbers = sorted({pk % 2**31 for pk in source.lock_ids(ids)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(%s, number)) FROM unnest(%s::int[]) AS number", [space, numbers]
        )
