"""What an action may refuse besides policy; views turn these into answers that keep what was typed."""

from typing import Any


class RateLimited(Exception):
    """Too many posts in a short time. ``wait_seconds`` until the next one is possible."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"wait {wait_seconds} seconds")
        self.wait_seconds = wait_seconds


class EditConflict(Exception):
    """Somebody else changed the object since the form was opened (409)."""


class CannotUndo(Exception):
    """A field the undo would restore no longer has the value the log wrote (409)."""


class CaseMoved(Exception):
    """The case was decided, or changed, since the page was opened (409)."""


class DraftConflict(Exception):
    """Another window kept the draft meanwhile (409); ``draft`` is what it kept."""

    def __init__(self, draft: Any) -> None:
        super().__init__(draft.key)
        self.draft = draft


class DraftGone(Exception):
    """The draft was published or deleted meanwhile (410)."""


class DraftTooLarge(Exception):
    """The draft has more bytes than are kept (413)."""
