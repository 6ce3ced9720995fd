"""What is asked and what is found: the words between the result page and the engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_CANDIDATES = 2000  # ranking, facets and numbers work on these; page numbers end here
SHOWN_CAP = 1000  # a number above it reads »1.000+«
PAGE_SIZE = 10
LONGEST_QUERY = 200  # characters


class Kind(TextChoices):
    """Kinds of search documents."""

    PAGE = "page", _("Page")
    EVENT = "event", _("Event")
    THREAD = "thread", _("Thread")
    POST = "post", _("Post")
    FILE = "file", _("File")
    PERSON = "person", _("Person")
    MUNICIPALITY = "municipality", _("Municipality")


class Tab(TextChoices):
    """The tabs above the results; each holds some kinds."""

    ALL = "", pgettext_lazy("tab of the search", "All")
    FORUM = "forum", _("Forum")
    FILES = "dateien", _("Files")
    PEOPLE = "personen", _("People")
    MUNICIPALITIES = "kommunen", _("Municipalities")
    EVENTS = "termine", _("Events")
    PAGES = "seiten", _("Pages")


KINDS_OF: Mapping[str, frozenset[str]] = {
    Tab.ALL: frozenset(Kind.values),
    Tab.FORUM: frozenset({Kind.THREAD, Kind.POST}),
    Tab.FILES: frozenset({Kind.FILE}),
    Tab.PEOPLE: frozenset({Kind.PERSON}),
    Tab.MUNICIPALITIES: frozenset({Kind.MUNICIPALITY}),
    Tab.EVENTS: frozenset({Kind.EVENT}),
    Tab.PAGES: frozenset({Kind.PAGE}),
}


class Period(TextChoices):
    """How old a hit may be, by its document's date."""

    ANY = "", _("Any time")
    MONTH = "monat", _("Last month")
    YEAR = "jahr", _("Last year")
    THREE_YEARS = "drei-jahre", _("Last three years")


class Order(TextChoices):
    RELEVANCE = "", _("Relevance")
    NEWEST = "neueste", _("Newest first")


@dataclass(frozen=True)
class SearchQuery:
    """What a person asks for; user input only, never query syntax. ``start``: first hit shown, a PAGE_SIZE step."""

    text: str
    tab: str = Tab.ALL
    topics: tuple[str, ...] = ()  # slugs; any of them
    period: str = Period.ANY
    is_answered_only: bool = False
    is_like_mine: bool = False  # only what comes from bodies like the person's own …
    bodies: tuple[str, ...] = ()  # … by key, once it is known who asks
    order: str = Order.RELEVANCE
    start: int = 0


@dataclass(frozen=True)
class Hit:
    """One result: which object (a Profile's id for people, a post's for its files), and how well it fits.

    A thread stands in the results once, whatever else of it matched: as itself if it matched, else as its best post.
    The engine sees to it, so that numbers and rows agree. ``post_id``: of a thread of which posts matched too, the best
    of them, from which the snippet is cut.
    """

    kind: str
    object_id: int
    score: float
    thread_id: int | None = None
    post_id: int | None = None


@dataclass(frozen=True)
class Found:
    """One page of hits and the numbers around it; all numbers come from the same candidates as the hits.

    ``tabs``: hits per tab under the other filters; ``topics``: per topic slug under all filters but the topics
    themselves; ``answered``: answered questions under all filters but that one. Numbers run up to SHOWN_CAP + 1.
    ``is_partial``: nothing has all words, these have one at least. ``is_fallback``: Elasticsearch did not answer,
    PostgreSQL did. ``corrected_to``: nothing matched the text as typed,
    and these words were searched instead. ``terms``: the analysed words, for highlighting.
    """

    hits: Sequence[Hit]
    total: int
    tabs: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    answered: int = 0
    is_fallback: bool = False
    is_partial: bool = False
    corrected_to: str = ""
    terms: Sequence[str] = ()
