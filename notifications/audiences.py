"""To whom an announcement can go: what the site registers, for example all members, or those a topic concerns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .registry import Text


@dataclass(frozen=True)
class Audience:
    """``room``: who may read the announcement later; ``people()``: who gets it, all of them with a key to the room."""

    name: str
    label: Text
    room: str
    people: Callable[[], QuerySet[Any]]


_sources: list[Callable[[], Iterable[Audience]]] = []


def register_audiences(source: Callable[[], Iterable[Audience]]) -> None:
    """Registers a source of audiences, asked each time; call it in ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def audiences() -> list[Audience]:
    return [audience for source in _sources for audience in source()]


def find_audience(name: str) -> Audience | None:
    return next((audience for audience in audiences() if audience.name == name), None)
