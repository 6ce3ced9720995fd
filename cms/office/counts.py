"""What waits for the office. The dashboard's numbers and the lists behind them are the same querysets."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from forum.enums import ThreadState

WAITS_FOR = timedelta(days=3)


def waiting_questions(threads: Any) -> Any:
    """Of these threads the open questions that nobody has answered for three days."""
    asked_before = timezone.now() - WAITS_FOR
    return threads.listed().unanswered().filter(state=ThreadState.OPEN, created_at__lt=asked_before)
