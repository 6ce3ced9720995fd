"""The class *requests*: what the site asks of a person. All apps together have one budget: one a week and person.

An app registers what it asks, opens requests for people as reasons come up, and closes them when they are settled. A
job tells each person at most one in BUDGET, the one of the highest priority that still makes sense; the digest brings
it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .enums import Mail
from .registry import Kind, Line, Section, Text, register_kind

if TYPE_CHECKING:
    from .models import Notification

BUDGET = timedelta(days=7)
WISH = "requests"


@dataclass(frozen=True)
class RequestKind:
    """Something an app asks of people.

    ``priority``: what is told first where several wait. ``resolve``: as of a kind of notification; it leaves out who
    has done it already, need not do it any more, or must not know of it: such a request is dropped untold. ``lasts``:
    how long it makes sense to ask.
    """

    name: str
    label: Text
    priority: int
    resolve: Callable[[Mapping[int, Sequence["Notification"]]], Mapping[int, Line]]
    icon: str = "question"
    lasts: timedelta = timedelta(days=60)


_requests: dict[str, RequestKind] = {}


def register_request(kind: RequestKind) -> None:
    """Registers it, and its kind of notification; call it in ``AppConfig.ready``."""
    _requests[kind.name] = kind
    register_kind(
        Kind(
            name=kind.name,
            label=kind.label,
            icon=kind.icon,
            resolve=kind.resolve,
            mail=Mail.DIGEST,
            wish=_("the network asks something of you (at most once a week)"),
            wish_key=WISH,
            section=Section.REQUESTS,
        )
    )


def unregister_request(name: str) -> None:
    """For tests."""
    _requests.pop(name, None)


def request_named(name: str) -> RequestKind:
    """The registered request. Raises LookupError."""
    return _requests[name]


def request_kinds() -> Iterable[RequestKind]:
    return _requests.values()


def event_of(kind: str, object_id: int) -> str:
    """The event and the group under which people are told."""
    return f"request:{kind}:{object_id}"
