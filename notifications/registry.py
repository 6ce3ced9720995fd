"""What other apps register: kinds of notifications, and streams (what changed on an open page).

Rows keep references only. What a person reads is asked for when it is shown or mailed, so that nobody reads of what
they may not see any more, and a changed title is the new title everywhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from .enums import Mail

if TYPE_CHECKING:
    from .models import Notification

Text = str | Promise


class Tab(StrEnum):
    """The filter of the list page under which a kind stands; the values are the addresses' words."""

    MENTIONS = "erwaehnungen"
    REPLIES = "antworten"
    OTHER = ""


class Section(StrEnum):
    """The parts of a digest, in their order."""

    MENTIONS = "mentions"
    ANSWERS = "answers"
    MODERATION = "moderation"
    ANNOUNCEMENTS = "announcements"
    EXPERTISE = "expertise"
    WATCHED = "watched"
    EVENTS = "events"
    ACCOUNT = "account"
    REQUESTS = "requests"


@dataclass(frozen=True)
class Line:
    """What one person reads of one notification, as plain text: **actor** others text *title*, below it the excerpt.

    ``others`` are further actors (»und 2 weitere«). ``url`` is a path of this site that leads straight to the object
    (for a thread: to its post). Without a ``title`` the text itself is the link. ``hint`` is a second line of the app's
    own (»Sie haben dieses Thema abonniert.«). ``message``: words written to this person, whole, in mails too.

    ``is_confidential``: mails bring the link alone, whatever the room. (From rooms that are not for all members they do
    so anyway; a row that stands in a person's own room may be about one of those.)

    For mails alone, and only where the room allows it: ``body_html`` and ``body_text``, the post or its beginning;
    ``left_out`` is then the number of characters that follow.
    """

    text: str
    url: str
    title: str = ""
    actor_name: str = ""
    others: str = ""
    excerpt: str = ""
    hint: str = ""
    message: str = ""
    body_html: str = ""
    body_text: str = ""
    left_out: int = 0
    is_confidential: bool = False

    def __str__(self) -> str:
        return " ".join(part for part in (self.actor_name, self.others, self.text, self.title) if part)


Resolve = Callable[[Mapping[int, Sequence["Notification"]]], Mapping[int, Line]]


@dataclass(frozen=True)
class Kind:
    """A kind of notification.

    ``mail``: how it comes by mail unless the person wishes otherwise. ``wish`` says in the words of the page of
    preferences what the person chooses (»jemand Sie erwähnt«); several kinds may share one by ``wish_key`` and are then
    chosen together; kinds without a wish are not offered. ``is_fixed``: account and security; such mails go out at
    once, whatever the hour, the preferences and the caps.

    ``resolve({user_id: [Notification, …]}) -> {notification_id: Line}`` is called once per batch for all kinds that
    share it, whatever the number of people, in the language of the reader. It leaves out what the person may not see
    now. ``weight`` decides which kind names a grouped row: the heaviest of its events (mention over accepted answer
    over reply).
    """

    name: str
    label: Text
    icon: str
    resolve: Resolve
    weight: int = 0
    tab: Tab = Tab.OTHER
    mail: Mail = Mail.DIGEST
    wish: Text = ""
    wish_key: str = ""
    is_fixed: bool = False
    overrides_digest: bool = False
    section: Section = Section.WATCHED

    @property
    def preference(self) -> str:
        """The name under which the person's choice is kept."""
        return self.wish_key or self.name

    @property
    def instant_choices(self) -> list[str]:
        """The choices, the default among them, with which it comes as a mail of its own."""
        return [Mail.INSTANT, Mail.DIGEST] if self.overrides_digest else [Mail.INSTANT]


@dataclass(frozen=True)
class Stream:
    """What may change on an open page, for example a thread.

    ``state_for(user, object_id, version) -> dict | None``: what a page that shows ``version`` should know, as JSON;
    None where the person must not know of the object. ``room_for(object_id) -> str | None``: the key of the room it
    stands in; None where there is no such object. ``/stand/`` asks the first, the socket the second.
    """

    name: str
    state_for: Callable[[Any, int, int], dict[str, Any] | None]
    room_for: Callable[[int], str | None]


_kinds: dict[str, Kind] = {}
_streams: dict[str, Stream] = {}


def register_kind(kind: Kind) -> None:
    """Registers a kind; call it in ``AppConfig.ready``. A second one with the same name replaces the first."""
    _kinds[kind.name] = kind


def register_stream(stream: Stream) -> None:
    """Registers a stream; call it in ``AppConfig.ready``. A second one with the same name replaces the first."""
    _streams[stream.name] = stream


def kind_named(name: str) -> Kind:
    """The registered kind. Raises LookupError."""
    return _kinds[name]


def find_kind(name: str) -> Kind | None:
    """The registered kind, or None for a row of an app that is gone."""
    return _kinds.get(name)


def find_stream(name: str) -> Stream | None:
    return _streams.get(name)


def streams() -> Iterable[Stream]:
    return _streams.values()


def kinds() -> Iterable[Kind]:
    return _kinds.values()


def wishes() -> dict[str, list[Kind]]:
    """What the page of preferences offers: for each wish its kinds, in the order of registration. The words of a wish
    are those of its first kind."""
    together: dict[str, list[Kind]] = defaultdict(list)
    for kind in _kinds.values():
        if not kind.is_fixed:
            together[kind.preference].append(kind)
    return {
        key: sorted(own, key=lambda kind: not kind.wish) for key, own in together.items() if any(k.wish for k in own)
    }


def kinds_by_weight() -> list[str]:
    """The names of all kinds, the lightest first."""
    return sorted(_kinds, key=lambda name: (_kinds[name].weight, name))


def kinds_under(tab: Tab) -> list[str]:
    """The names of the kinds that stand under a tab."""
    return [name for name, kind in _kinds.items() if kind.tab == tab]


def lines_for(notifications: Iterable["Notification"]) -> dict[int, Line]:
    """What each notification's own person may read now, by notification id; one call of each ``resolve``.

    A notification is missing where its person may not see the object any more, or its kind is not registered.
    """
    batches: dict[Resolve, dict[int, list[Notification]]] = defaultdict(lambda: defaultdict(list))
    for notification in notifications:
        if kind := find_kind(notification.kind):
            batches[kind.resolve][notification.user_id].append(notification)
    lines: dict[int, Line] = {}
    for resolve, by_user in batches.items():
        lines.update(resolve(by_user))
    return lines
