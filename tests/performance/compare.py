"""Two runs beside each other, and one size beside another: what differs by more than noise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .results import Row

Rows = Mapping[str, Row]
LEAST_CHANGE = 0.03  # smaller changes are nobody's concern
MOST_GROWTH = 1.2
ENOUGH_REPEATS, GUESSED_NOISE = 3, 0.1
FLOOR = "floor-thread"
WORSE, BETTER, SAME = "WORSE", "better", ""
GROWS, PERHAPS, STEADY = "GROWS", "above 1.2, within noise", ""


@dataclass(frozen=True)
class Change:
    """A row then and now. ``word`` says whether it changed by more than noise."""

    name: str
    before: float
    after: float
    unit: str
    word: str

    @property
    def factor(self) -> float:
        return self.after / self.before


def compare(before: Rows, after: Rows) -> list[Change]:
    """Rows of both runs: CPU against the floor where there is one, else CPU, else median latency; and statements.

    More than noise: no repeat of now reaches into the range of those of then. Of latency there are no repeats; its
    noise is guessed.
    """
    changes = []
    for name in (name for name in after if name in before):
        then, now = before[name], after[name]
        if then.statements is not None and now.statements is not None and then.statements != now.statements:
            word = WORSE if now.statements > then.statements else BETTER
            changes.append(Change(name, then.statements, now.statements, "SQL", word))
        old, new, unit = _figures(then, now)
        if old and new:
            changes.append(Change(name, median(old), median(new), unit, _word(old, new)))
    return changes


def growth(small: Rows, large: Rows) -> list[Change]:
    """Rows of two sizes: by how much their CPU grew, and whether that is more than it may.

    In units of the floor's thread page, which reads the same at every size: what slows one of the runs drops out.
    """
    changes = []
    for name in (name for name in large if name in small and small[name].repeats and large[name].repeats):
        old, new = (_in_floors(rows, name) for rows in (small, large))
        word = STEADY
        if median(new) > MOST_GROWTH * median(old):
            word = GROWS if min(new) > MOST_GROWTH * max(old) else PERHAPS
        changes.append(Change(name, median(old), median(new), "× floor", word))
    return changes


def _in_floors(rows: Rows, name: str) -> list[float]:
    return [cpu / median(rows[FLOOR].repeats) for cpu in rows[name].repeats]


def as_text(changes: Sequence[Change]) -> str:
    width = max((len(change.name) for change in changes), default=0)
    return "\n".join(
        f"{change.name.ljust(width)} {change.before:9.2f} → {change.after:9.2f} {change.unit:<8}"
        f" {change.factor:6.2f} × {change.word}".rstrip()
        for change in changes
    )


def _figures(then: Row, now: Row) -> tuple[Sequence[float], Sequence[float], str]:
    if then.ratios and now.ratios:
        return then.ratios, now.ratios, "× floor"
    if then.repeats and now.repeats:
        return then.repeats, now.repeats, "CPU ms"
    if then.p50_ms and now.p50_ms:
        return [then.p50_ms], [now.p50_ms], "p50 ms"
    return [], [], ""


def _word(old: Sequence[float], new: Sequence[float]) -> str:
    if abs(median(new) / median(old) - 1) < LEAST_CHANGE:
        return SAME
    if _range(new)[0] > _range(old)[1]:
        return WORSE
    return BETTER if _range(new)[1] < _range(old)[0] else SAME


def _range(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest; of too few repeats to know their noise a guess."""
    if len(values) >= ENOUGH_REPEATS:
        return min(values), max(values)
    return median(values) * (1 - GUESSED_NOISE), median(values) * (1 + GUESSED_NOISE)
