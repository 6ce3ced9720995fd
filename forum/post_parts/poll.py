"""The vote a post carries."""

from typing import Any


def poll_box(writer: Any, row: Any) -> str:
    """The form or the results of ``row.extras.poll``: see ``_polls`` in forum/post_extras.py for its facts."""
    return ""
