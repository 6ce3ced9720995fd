"""What both engines do: name the documents that fit, for those who hold these keys, and how well each fits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from search.deadline import Deadline

# How much a word counts by where it stands: title, tags and topics, text, parts of compounds in the text.
WEIGHTS = {"A": 1.0, "B": 0.5, "C": 0.2, "D": 0.1}


class EngineError(Exception):
    """The engine did not answer in time, or not in a way we understand."""


@dataclass(frozen=True)
class Question:
    """Groups of alternative terms; all groups must occur, or, with ``is_any``, one."""

    groups: Sequence[Sequence[str]]
    keys: Collection[str]
    is_any: bool = False


class Candidate(NamedTuple):
    """A document that fits. ``moment``: its date, in seconds since 1970. ``fit``: how well its terms do, by the
    engine's own measure.

    ``post_id`` and ``post_fit``: of a thread the best post that fits, too (search.ranking). A tuple, because two
    thousand of them are made for each question.
    """

    kind: str
    object_id: int
    thread_id: int | None
    moment: float
    is_answered: bool
    fit: float
    topics: Sequence[str] = ()
    post_id: int | None = None
    post_fit: float = 0.0


class Engine(Protocol):
    def candidates(self, question: Question, deadline: Deadline) -> list[Candidate]:
        """At most MOST_CANDIDATES: the newest, posts after everything else. Raises EngineError."""


def server_engine() -> Any:
    """The engine that asks Elasticsearch. Loaded when it is used: its client takes 6 MB of each process, and most sites
    do without."""
    from . import elasticsearch

    return elasticsearch
