"""How many people a text would tell by its mentions."""

from typing import Any

from .models import Area


def count_receivers(source: str, *, area: Area, author: Any) -> int:
    """People whom the mentions of this sanitised text would reach. No statement where no body is mentioned: people are
    at most ten, which is never worth a question."""
    return 0
