"""Rows of the table, and the files they are kept in."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Row:
    """One row. None where a figure does not apply or was not measured; ``note`` says why, or what else there is.

    ``repeats``: CPU of each repeat, ``ratios``: the same against the floor of the same repeat. ``cpu_ms`` and
    ``floor_ratio`` are their medians, ``noise`` is how far the repeats lie apart as a share of the median.
    """

    name: str
    cpu_ms: float | None = None
    floor_ratio: float | None = None
    statements: int | None = None
    requests_per_s: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    html_gzip_kb: float | None = None
    css_gzip_kb: float | None = None
    js_gzip_kb: float | None = None
    pss_mb: float | None = None
    floor: str = ""
    noise: float | None = None
    repeats: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    proof: str = ""  # what was checked, or FAILED and why
    note: str = ""


def write(rows: Iterable[Row], path: Path) -> None:
    path.write_text(json.dumps([_rounded(asdict(row)) for row in rows], indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> dict[str, Row]:
    """Rows by name. Unknown keys of other versions are left out."""
    known = Row.__dataclass_fields__
    rows = [Row(**{key: row[key] for key in row if key in known}) for row in json.loads(path.read_text())]
    return {row.name: row for row in rows}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
