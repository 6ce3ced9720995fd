"""The forum's settings (``FORUM = {…}``), typed and read lazily; checked in checks.py."""

from collections.abc import Callable, Collection, Iterable, Mapping
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


@dataclass(frozen=True)
class Likeness:
    """What makes another body like one's own: its band of population, and the kinds that compare with its kind."""

    band: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class SimilarThread:
    """A thread that may be about the same as one being written; ``facts``: one line about it."""

    title: str
    url: str
    facts: str = ""
    is_very_similar: bool = False


DEFAULTS: dict[str, Any] = {
    "AFFILIATION_OF": None,  # (user) -> Affiliation key or None
    "AFFILIATION_WORDS": None,  # (kind, band) -> str, the two in words; without it posts do not show them
    "AUTHOR_CARDS": None,  # (user ids) -> {id: AuthorCard}
    "DISPLAY_NAME": None,  # (user) -> str
    "INTERESTS_OF": None,  # (user) -> Interests; without it no question fits anybody
    "LIKENESS_OF": None,  # (user) -> Likeness or None; without it nothing is narrowed to »municipalities like mine«
    "PEOPLE_OF": None,  # (Affiliation keys) -> {key: ids of who speaks for it}; without it bodies are not mentioned
    "MODERATORS": [SPEAKER, ADMIN],  # keys (kit.access) whose holders moderate the areas they can read
    "REFEREES": [OFFICE],  # keys whose holders decide the cases referred to them, always those about moderators
    "ANNOUNCERS": [SPEAKER, OFFICE, ADMIN],  # keys whose holders may write announcements
    "ERASERS": [ADMIN],  # keys whose holders may erase posts for good
    "LOG_READERS": [SPEAKER, OFFICE, ADMIN],  # keys whose holders read the moderation log
    "OWN_CONTACTS": None,  # (user) -> their own addresses and numbers; without it their e-mail address
    "SIMILAR_THREADS": None,  # (user, title) -> [SimilarThread], the most similar first
    "SUGGEST_URL_NAME": None,  # answers ?titel= with a list of similar threads, as HTML
    "FILES_ROOT": None,  # the private folder of the files; None: forum-files beside MEDIA_ROOT
    "FILES_PER_PERSON": 1024**3,  # bytes
    "FILES_IN_ALL": 200 * 1024**3,
    "ARCHIVE_SENDERS": [SPEAKER, OFFICE, ADMIN],  # keys whose holders may send ZIP archives
    "CLAMD": "",  # the virus scanner: host:port, or the path of its socket; empty: files are not scanned
    "CACHE": "default",  # where the frequent tags are kept for a minute; best one in the process' own memory
    "THREADS_PER_PAGE": 20,
    "POSTS_PER_PAGE": 20,
    "POSTS_PER_MINUTE": 6,
    "POSTS_PER_HOUR": 60,
    "POSTS_PER_DAY": 200,
    "REPORTS_PER_DAY": 10,
    "GRACE_MINUTES": 5,  # in which authors mend a post without a version being kept
    "PRINTS_PER_HOUR": 30,  # parts of threads, on paper or as PDF
    "SUGGESTIONS_PER_MINUTE": 180,  # asked by scripts while somebody types; counted by each process for itself
    "PRINT_FONTS": None,  # static path of WOFF or TTF files with gaps for {script}, {weight} and {style}
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


def own_contacts(user: Any) -> list[str]:
    """The e-mail addresses and telephone numbers that are the person's own."""
    own = hook("OWN_CONTACTS")
    return list(own(user)) if own else [user.email]


def similar_threads(user: Any, title: str) -> list[SimilarThread]:
    """Threads the person may read that are about the same as this title; none without the hook."""
    own = hook("SIMILAR_THREADS")
    return list(own(user, title)) if own else []


def affiliation_words(kind: str, band: str) -> str:
    """Kind and band of a body in the reader's words; empty where the site has none for them."""
    own = hook("AFFILIATION_WORDS")
    return own(kind, band) if own and (kind or band) else ""


def likeness_of(user: Any) -> Likeness | None:
    """What makes other bodies like this person's; None for people without one. At most one statement."""
    own = hook("LIKENESS_OF")
    return own(user) if own else None


def people_of(keys: Iterable[str]) -> Mapping[str, Collection[int]]:
    """The ids of the people who speak for these bodies now. At most one statement."""
    own = hook("PEOPLE_OF")
    wanted = sorted(set(keys))
    return own(wanted) if own and wanted else {}


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
