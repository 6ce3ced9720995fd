"""The answer of a policy: yes, no because …, or »you must not even know«."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise


@dataclass(frozen=True)
class Decision:
    """True or false with the reason shown to the person. ``is_secret``: the object's existence is hidden (404)."""

    is_allowed: bool
    reason: str | Promise = ""
    is_secret: bool = False

    def __bool__(self) -> bool:
        return self.is_allowed

    def require(self) -> None:
        """Raises Http404 where existence is secret, PermissionDenied with the reason where the act is forbidden."""
        if self.is_allowed:
            return
        if self.is_secret:
            raise Http404
        raise PermissionDenied(str(self.reason))


ALLOWED = Decision(True)
SECRET = Decision(False, is_secret=True)


def denied(reason: str | Promise) -> Decision:
    """Visible but forbidden: answers 403 with this reason."""
    return Decision(False, reason)
