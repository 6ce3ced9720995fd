"""What an action may refuse besides policy; views turn these into answers that keep what was typed."""

from datetime import datetime


class TooManyMessages(Exception):
    """The limit of messages per day is reached. ``next_at``: from when on the next one is possible."""

    def __init__(self, limit: int, next_at: datetime) -> None:
        super().__init__(f"{limit} messages a day, next at {next_at}")
        self.limit = limit
        self.next_at = next_at
