from typing import Any


class Refused(Exception):
    """The file is not taken. ``code``: mismatch, pixels, frames, macro, unsafe or xml (words: forum.file_rules)."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
