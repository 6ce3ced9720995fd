"""The forum's settings (``FORUM = {…}``), typed and read lazily; checked in checks.py."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from kit.access import ADMIN, OFFICE, SPEAKER


@dataclass(frozen=True)
class AuthorCard:
    """How an author appears beside a post."""

    id: int
    name: str
    url: str = ""
    affiliation: str = ""
    function: str = ""
    badge: str = ""
    is_former: bool = False

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalpha() and not word.endswith(".")]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"

    @property
    def colour(self) -> int:
        """One of five avatar colours, always the same for a person."""
        return self.id % 5 + 1


@dataclass(frozen=True)
class Interests:
    """Topics and tags, by id, on which a person wants to be asked."""

    topics: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()


NO_INTERESTS = Interests()

DEFAULTS: dict[str, Any] = {
    "AFFILIATION_OF": None,  # (user) -> Affiliation key or None
    "AUTHOR_CARDS": None,  # (user ids) -> {id: AuthorCard}
    "DISPLAY_NAME": None,  # (user) -> str
    "INTERESTS_OF": None,  # (user) -> Interests; without it no question fits anybody
    "MODERATORS": [SPEAKER, ADMIN],  # keys (kit.access) whose holders moderate the areas they can read
    "REFEREES": [OFFICE],  # keys whose holders decide the cases referred to them, always those about moderators
    "ANNOUNCERS": [SPEAKER, OFFICE, ADMIN],  # keys whose holders may write announcements
    "ERASERS": [ADMIN],  # keys whose holders may erase posts for good
    "LOG_READERS": [SPEAKER, OFFICE, ADMIN],  # keys whose holders read the moderation log
    "SUGGEST_URL_NAME": None,
    "CACHE": "default",  # where the frequent tags are kept for a minute; best one in the process' own memory
    "THREADS_PER_PAGE": 20,
    "POSTS_PER_PAGE": 20,
    "POSTS_PER_MINUTE": 6,
    "POSTS_PER_HOUR": 60,
    "POSTS_PER_DAY": 200,
    "REPORTS_PER_DAY": 10,
}


def value(name: str) -> Any:
    """The setting or its default."""
    return getattr(settings, "FORUM", {}).get(name, DEFAULTS[name])


def hook(name: str) -> Callable[..., Any] | None:
    """The function a hook setting names, or None."""
    dotted = value(name)
    return import_string(dotted) if dotted else None


def display_name(user: Any) -> str:
    """A person's name as readers see it."""
    own = hook("DISPLAY_NAME")
    return own(user) if own else user.get_full_name() or user.get_username()


def affiliation_key_of(user: Any) -> str | None:
    """The key of the body this person speaks for now, or None. At most one statement."""
    own = hook("AFFILIATION_OF")
    return own(user) if own else None


def interests_of(user: Any) -> Interests:
    """What this person can be asked about. At most one statement."""
    own = hook("INTERESTS_OF")
    return own(user) if own else NO_INTERESTS


def author_cards(user_ids: Iterable[int]) -> Mapping[int, AuthorCard]:
    """Cards of many authors in one statement."""
    ids = sorted({pk for pk in user_ids if pk})
    own = hook("AUTHOR_CARDS")
    if own:
        return own(ids)
    return {
        user.pk: AuthorCard(user.pk, display_name(user))
        for user in get_user_model()._default_manager.filter(pk__in=ids)
    }


def card_of(cards: Mapping[int, AuthorCard], user_id: int) -> AuthorCard:
    """The author's card; a placeholder where the site knows nobody by this id any more."""
    return cards.get(user_id) or AuthorCard(user_id, "–", is_former=True)
