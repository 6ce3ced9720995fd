"""The result page: what was found, as this person may see it now."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.formats import number_format

from kit.access import MEMBERS, Person, keys_of
from kit.models import Topic

from .engine import find
from .highlight import Marker
from .likeness import bodies_like_mine
from .lines.directory import municipality_lines, person_lines
from .lines.files import file_lines
from .lines.forum import forum_lines
from .lines.home import page_lines
from .lines.line import Line
from .query import PAGE_SIZE, SHOWN_CAP, Found, Hit, Kind, SearchQuery, Tab

TOPICS_KEY = "search.topic_names"
SECONDS = 60
PUBLIC_TABS = (Tab.ALL, Tab.EVENTS, Tab.PAGES)


@dataclass(frozen=True)
class TabLink:
    value: str
    label: str
    count: str
    is_current: bool


@dataclass(frozen=True)
class TopicChoice:
    slug: str
    name: str
    count: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One result, or the people of the page together."""

    line: Line | None = None
    people: Sequence[Line] = ()


@dataclass(frozen=True)
class ResultPage:
    """Everything the page shows. Its numbers are the engine's; a row whose right ended meanwhile is left out."""

    query: SearchQuery
    found: Found
    rows: Sequence[Row]
    tabs: Sequence[TabLink]
    topics: Sequence[TopicChoice]

    @property
    def total(self) -> str:
        return capped(self.found.total)

    @property
    def answered(self) -> str:
        return capped(self.found.answered)

    @property
    def people_count(self) -> str:
        return capped(self.found.tabs.get(Tab.PEOPLE, 0))

    @property
    def first(self) -> int:
        return self.query.start + 1

    @property
    def span(self) -> tuple[str, str]:
        """The numbers of the first and the last hit on the page."""
        return capped(self.first), capped(self.query.start + len(self.found.hits))

    @property
    def has_filters(self) -> bool:
        query = self.query
        return bool(query.topics or query.period or query.is_answered_only or query.is_like_mine)

    @property
    def has_only_common_words(self) -> bool:
        """Nothing was left of the question to search for."""
        return not self.found.terms and not self.found.total

    @property
    def last_start(self) -> int:
        """Where the last page begins. Nobody reads a thousand hits: pages end where the numbers do."""
        return (min(self.found.total, SHOWN_CAP) - 1) // PAGE_SIZE * PAGE_SIZE

    @property
    def is_behind_the_end(self) -> bool:
        return bool(self.found.total) and self.query.start > self.last_start

    @property
    def previous(self) -> int | None:
        return self.first - PAGE_SIZE if self.query.start else None

    @property
    def next(self) -> int | None:
        return self.first + PAGE_SIZE if self.query.start < self.last_start else None

    @property
    def is_cut(self) -> bool:
        """The last page of more hits than are shown."""
        return self.found.total > SHOWN_CAP and self.query.start == self.last_start

    @property
    def pages(self) -> list[tuple[int, int]]:
        """Number and first hit of the pages linked: the first, the neighbours of this one, the last."""
        current, last = self.query.start // PAGE_SIZE + 1, self.last_start // PAGE_SIZE + 1
        wanted = {1, last, *range(current - 2, current + 3)} if last > 1 else set()
        return [(number, (number - 1) * PAGE_SIZE + 1) for number in sorted(wanted) if 1 <= number <= last]

    @property
    def current_page(self) -> int:
        return self.query.start // PAGE_SIZE + 1


def tabs_of(user: Person) -> Sequence[Tab]:
    """The tabs this person has: visitors those that may hold something public."""
    return tuple(Tab) if MEMBERS in keys_of(user) else PUBLIC_TABS


def has_tab(user: Person, tab: str) -> bool:
    return tab in tabs_of(user)


def capped(number: int) -> str:
    """The number as it is shown: »38«, »1.000+«."""
    shown = number_format(min(number, SHOWN_CAP), force_grouping=True)
    return f"{shown}+" if number > SHOWN_CAP else shown


def result_page(user: Person, query: SearchQuery, request: HttpRequest | None = None) -> ResultPage | None:
    """Searches and reads what was found from the database, asking for this person's rights once more.

    None where the query names a topic that does not exist. Statements: those of ``find``, and of each kind among the
    hits as many as its lines cost, however many hits there are. ``request`` saves asking for the site.
    """
    if query.is_like_mine:
        query = replace(query, bodies=bodies_like_mine(user))
    found = find(query, keys_of(user))
    topics = _topics(query, found)
    if topics is None:
        return None
    lines = _lines(user, found, request)
    return ResultPage(
        query=query,
        found=found,
        rows=_rows(query, [lines[hit] for hit in found.hits if hit in lines]),
        tabs=[
            TabLink(tab.value, str(tab.label), capped(found.tabs.get(tab, 0)), tab == query.tab)
            for tab in tabs_of(user)
        ],
        topics=topics,
    )


def _topics(query: SearchQuery, found: Found) -> list[TopicChoice] | None:
    """Topics with hits, those with the most first, and the chosen ones. No statement where their names are known."""
    names = topic_names({*found.topics, *query.topics})
    if not names.keys() >= set(query.topics):
        return None
    counts = {slug: found.topics.get(slug, 0) for slug in names}
    shown = sorted((slug for slug in names if counts[slug] or slug in query.topics), key=lambda slug: -counts[slug])
    return [TopicChoice(slug, names[slug], capped(counts[slug]), slug in query.topics) for slug in shown]


def topic_names(wanted: Set[str]) -> dict[str, str]:
    """The names of all topics by slug, in their order; the same for everybody, from the local cache for a minute unless
    one is wanted that is newer."""
    names: dict[str, str] = caches["local"].get(TOPICS_KEY, {})
    if not wanted <= names.keys():
        names = dict(Topic.objects.order_by("position", "name").values_list("slug", "name"))
        caches["local"].set(TOPICS_KEY, names, SECONDS)
    return names


def _lines(user: Person, found: Found, request: HttpRequest | None) -> Mapping[Hit, Line]:
    marker = Marker(found.terms)

    def of(*kinds: Kind) -> list[Hit]:
        return [hit for hit in found.hits if hit.kind in kinds]

    lines: dict[Hit, Line] = {}
    if hits := of(Kind.THREAD, Kind.POST):
        lines |= forum_lines(user, hits, marker)
    if hits := of(Kind.FILE):
        lines |= file_lines(user, hits, marker)
    if hits := of(Kind.PERSON):
        lines |= person_lines(user, hits, marker)
    if hits := of(Kind.MUNICIPALITY):
        lines |= municipality_lines(user, hits, marker)
    if hits := of(Kind.PAGE, Kind.EVENT):
        lines |= page_lines(user, hits, marker, request)
    return lines


def _rows(query: SearchQuery, lines: Iterable[Line]) -> list[Row]:
    """In the tab of everything the people of a page stand together, where the first of them would."""
    rows: list[Row] = []
    people: list[Line] = []
    for line in lines:
        if query.tab != Tab.ALL or line.kind != Kind.PERSON:
            rows.append(Row(line=line))
            continue
        if not people:
            rows.append(Row(people=people))
        people.append(line)
    return rows
