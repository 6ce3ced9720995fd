"""What must be reached and what we aim at, as decided before the first measurement (docs/developers/performance.md)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .results import Row

Rows = Mapping[str, Row]
Reader = Callable[[Rows], Sequence[float]]
REFERENCE_MS = 6.7  # CPU of the floor's thread page on the machine for which the goals in milliseconds were set


@dataclass(frozen=True)
class Goal:
    """``read`` takes the figure from the rows; where noise decides, that of each repeat; nothing if not measured.

    Smaller is better unless ``is_least``. ``is_time``: a figure in ms; it belongs to a machine and is scaled by the
    floor's. Where the goals come from, those per second are not.
    """

    name: str
    read: Reader
    must: float
    aim: float
    unit: str = ""
    is_least: bool = False
    is_time: bool = False


@dataclass(frozen=True)
class Verdict:
    """A goal's figures here and its limits on this machine. Missed is what no repeat reaches."""

    goal: Goal
    figures: Sequence[float]
    must: float
    aim: float

    @property
    def figure(self) -> float | None:
        return median(self.figures) if self.figures else None

    @property
    def is_met(self) -> bool:
        return self._reaches(self.must)

    @property
    def is_aim_met(self) -> bool:
        return self._reaches(self.aim)

    @property
    def word(self) -> str:
        if self.figure is None:
            return "not measured"
        return "aim met" if self.is_aim_met else "must met" if self.is_met else "MISSED"

    def _reaches(self, limit: float) -> bool:
        return any(figure >= limit if self.goal.is_least else figure <= limit for figure in self.figures)


def _figure(name: str, field: str) -> Reader:
    def read(rows: Rows) -> Sequence[float]:
        figure = getattr(rows[name], field) if name in rows else None
        return [] if figure is None else [figure]

    return read


def _ratio(name: str, other: str) -> Reader:
    """CPU of a row against that of another, repeat by repeat."""

    def read(rows: Rows) -> Sequence[float]:
        mine, theirs = (rows[each].repeats if each in rows else [] for each in (name, other))
        return [one / another for one, another in zip(mine, theirs, strict=False)]

    return read


GOALS: Sequence[Goal] = (
    Goal("list page against the floor's", _figure("list-1", "floor_ratio"), 3, 2, "×"),
    Goal("thread page against the floor's", _figure("thread-first", "floor_ratio"), 3, 2, "×"),
    Goal("list page 500 against page 1", _ratio("list-500", "list-1"), 1.2, 1.0, "×"),
    Goal("last page of the long thread against page 1", _ratio("thread-last", "thread-first"), 1.2, 1.0, "×"),
    Goal("SQL statements, list", _figure("list-1", "statements"), 10, 6),
    Goal("SQL statements, thread", _figure("thread-first", "statements"), 10, 7),
    Goal("search for a common word, CPU", _figure("search-common", "cpu_ms"), 60, 45, "ms", is_time=True),
    Goal("search for a rare word, CPU", _figure("search-rare", "cpu_ms"), 15, 10, "ms", is_time=True),
    Goal("reply, p50", _figure("reply-1", "p50_ms"), 12, 9, "ms", is_time=True),
    Goal("replies with 8 writers", _figure("reply-8", "requests_per_s"), 100, 140, "/s", is_least=True),
    Goal("fan-out to 5,000 watchers", _figure("fan-out-5000", "p50_ms"), 2000, 1000, "ms", is_time=True),
    Goal("digests for 5,000 members", _figure("digest-5000", "p50_ms"), 60_000, 30_000, "ms", is_time=True),
    Goal("reply to 200 sockets, p50", _figure("live-200", "p50_ms"), 80, 50, "ms", is_time=True),
    Goal("reply to 200 sockets, p99", _figure("live-200", "p99_ms"), 180, 120, "ms", is_time=True),
    Goal("JavaScript of a thread page, gzip", _figure("thread-first", "js_gzip_kb"), 45, 20, "kB"),
    Goal("HTML of 20 posts, gzip", _figure("thread-first", "html_gzip_kb"), 12, 9, "kB"),
    Goal("memory of two web workers, PSS", _figure("memory", "pss_mb"), 300, 200, "MB"),
)


def judge(rows: Rows) -> list[Verdict]:
    """Every goal with its figure, its limits for this machine."""
    floor = rows["floor-thread"].cpu_ms if "floor-thread" in rows else None
    scale = floor / REFERENCE_MS if floor else 1.0
    return [_verdict(goal, goal.read(rows), scale if goal.is_time else 1.0) for goal in GOALS]


def as_text(verdicts: Sequence[Verdict]) -> str:
    """One line a goal: its figure, what must be and is aimed at on this machine, and whether it is."""
    width = max(len(verdict.goal.name) for verdict in verdicts)
    lines = [f"{'goal'.ljust(width)}     here     must      aim"]
    for verdict in verdicts:
        cells = (f"{value:8.1f}" if value is not None else "       –" for value in _limits(verdict))
        lines.append(f"{verdict.goal.name.ljust(width)} {' '.join(cells)} {verdict.goal.unit:<3} {verdict.word}")
    return "\n".join(lines)


def _limits(verdict: Verdict) -> tuple[float | None, float, float]:
    return verdict.figure, verdict.must, verdict.aim


def _verdict(goal: Goal, figures: Sequence[float], scale: float) -> Verdict:
    """A slower machine may take more time."""
    return Verdict(goal, figures, goal.must * scale, goal.aim * scale)
