"""Writing all documents anew, while people search in the old ones."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max, QuerySet

from . import index
from .conf import ELASTICSEARCH, conf
from .engines import server_engine
from .models import SearchDocument, StaleMark
from .sources import Source, all_sources

Progress = Callable[[str, int, int], None]  # what, how many are done, of how many


def rebuild(progress: Progress, *, database: bool = True, server: bool | None = None) -> None:
    """Writes the documents' table batch by batch, then, where the site has one, a new index of the server.

    Nothing is missing meanwhile: rows are replaced one by one, the server's alias moves at the end. Raises EngineError.
    """
    server = conf().engine == ELASTICSEARCH if server is None else server
    last_mark = StaleMark.objects.aggregate(last=Max("pk"))["last"] or 0
    if database:
        rebuild_database(progress)
    if server:
        rebuild_server(progress)
    if database and server == (conf().engine == ELASTICSEARCH):
        StaleMark.objects.filter(pk__lte=last_mark).delete()


def rebuild_database(progress: Progress) -> None:
    """Replaces all rows, then deletes those whose object has gone, and the terms nobody uses."""
    start = index.next_version()
    for source in all_sources():
        _rebuild_source(source, progress)
    SearchDocument.objects.filter(version__lt=start).delete()
    index.forget_terms()


def rebuild_server(progress: Progress) -> None:
    """Fills a new index from the rows and moves the alias to it. Raises EngineError."""
    rows = SearchDocument.objects.all()
    total = rows.count()
    progress(ELASTICSEARCH, 0, total)
    server_engine().rebuild(rows)
    progress(ELASTICSEARCH, total, total)


def _rebuild_source(source: Source, progress: Progress) -> None:
    objects: QuerySet[Any] = source.everything()
    done, last, total = 0, 0, objects.count()
    progress(source.kind, done, total)
    while ids := list(objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: index.BATCH]):
        index.write_rows(source.kind, ids)
        done, last = done + len(ids), ids[-1]
        progress(source.kind, done, max(done, total))
