"""The files listed below a post."""

from typing import Any


def file_rows(writer: Any, row: Any) -> str:
    """One row for each of ``row.extras.files``: id, name, kind, size, state, scanned_at."""
    return ""
