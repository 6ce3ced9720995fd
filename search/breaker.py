"""Not asking a server that has just failed."""

import time


class Breaker:
    """Open for some seconds after a failure; each process learns for itself."""

    def __init__(self) -> None:
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._open_until

    def open(self, seconds: float) -> None:
        self._open_until = time.monotonic() + seconds

    def close(self) -> None:
        self._open_until = 0.0
