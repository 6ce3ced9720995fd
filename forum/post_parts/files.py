"""The files listed below a post."""

from typing import Any

from forum.file_rows import rows_of_post


def file_rows(writer: Any, row: Any) -> str:
    """One row for each of ``row.extras.files``: id, name, kind, size, state, scanned_at."""
    return rows_of_post(row.extras.files) if row.extras.files else ""
