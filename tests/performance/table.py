"""The table on the terminal, also as Markdown for the manual."""

from collections.abc import Sequence

from .results import Row

Column = tuple[str, str, int]  # heading, field, decimals
COLUMNS: Sequence[Column] = (
    ("CPU ms", "cpu_ms", 1),
    ("± %", "noise", 0),
    ("× floor", "floor_ratio", 2),
    ("SQL", "statements", 0),
    ("req/s", "requests_per_s", 0),
    ("p50 ms", "p50_ms", 1),
    ("p95 ms", "p95_ms", 1),
    ("p99 ms", "p99_ms", 1),
    ("HTML kB", "html_gzip_kb", 1),
    ("CSS kB", "css_gzip_kb", 1),
    ("JS kB", "js_gzip_kb", 1),
    ("PSS MB", "pss_mb", 0),
)


def as_text(rows: Sequence[Row]) -> str:
    """Names left, figures right, one line a row; beside the ratio the row of the floor it refers to."""
    width = max(len(row.name) for row in rows)
    lines = [" ".join(["row".ljust(width), *(heading.rjust(7) for heading, _field, _decimals in COLUMNS), " floor"])]
    for row in rows:
        cells = [_cell(row, name, decimals).rjust(7) for _heading, name, decimals in COLUMNS]
        lines.append(
            " ".join(
                [row.name.ljust(width), *cells, f" {row.floor}", "; ".join(filter(None, (row.proof, row.note)))]
            ).rstrip()
        )
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    lines = [
        "| row | " + " | ".join(heading for heading, _field, _decimals in COLUMNS) + " |",
        "|---|" + "---:|" * len(COLUMNS),
    ]
    for row in rows:
        lines.append(
            f"| {row.name} | " + " | ".join(_cell(row, name, decimals) for _h, name, decimals in COLUMNS) + " |"
        )
    return "\n".join(lines)


def _cell(row: Row, name: str, decimals: int) -> str:
    value = getattr(row, name)
    if value is None:
        return "–"
    return f"{value * 100 / 2 if name == 'noise' else value:.{decimals}f}"
