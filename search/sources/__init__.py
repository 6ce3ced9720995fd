"""Where documents come from: one source per kind, each declared beside the app it reads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from search.documents import Document


def _themselves(ids: Sequence[int]) -> Sequence[int]:
    return ids


@dataclass(frozen=True)
class Source:
    """``documents``: those of the objects with these ids, none for what nobody may find. ``everything``: all objects.

    ``part_count``: how many documents an object has at most. Objects that share a ``lock_name`` and a lock id are
    written one after the other.
    """

    kind: str
    documents: Callable[[Sequence[int]], Iterable[Document]]
    everything: Callable[[], QuerySet[Any, Any]]
    part_count: int = 1
    lock_name: str = ""
    lock_ids: Callable[[Sequence[int]], Sequence[int]] = _themselves


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Adds a source; a second one of the same kind replaces the first."""
    _sources[source.kind] = source


def source_of(kind: str) -> Source:
    return _sources[kind]


def all_sources() -> list[Source]:
    return list(_sources.values())


def register_all() -> None:
    """Called once, from ``SearchConfig.ready``."""
    from . import directory, files, forum, home

    for module in (home, directory, forum, files):
        module.register_sources()
