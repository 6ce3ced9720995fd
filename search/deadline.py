"""How much time a search has left."""

import time


class Deadline:
    """Seconds from now; shared by all questions of one search, so that they end together."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        """Never less than a hundredth, so that it can be handed on as a timeout."""
        return max(0.01, self._ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends
