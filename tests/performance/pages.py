"""The addresses that are measured, found in the database by what stands in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from cms.demo import bulk
from cms.demo.bulk.extras import ensure_bytes
from forum.actions.feed_tokens import create_feed_token
from forum.enums import ReactionKind, ThreadKind
from forum.models import Attachment, Thread
from forum.thread_feed import FITTING, MOST_PINNED, SINCE_VISIT, UNREAD_WATCHED, VIEWS
from kit.keyset import encode_cursor
from kit.models import Tag
from search.language import analyse

from .client import Client

PAGE_SIZE = 20
DEEP_PAGE = 500
MEMBER, VISITOR, FLOOR = "member", "visitor", "floor"


@dataclass(frozen=True)
class Page:
    """One row. ``floor``: the row of the floor app it is compared with; empty for the floor's own."""

    name: str
    path: str
    asked_by: str = MEMBER
    floor: str = "floor-thread"

    @property
    def is_floor(self) -> bool:
        return self.asked_by == FLOOR


def all_pages(user: Any, client: Client) -> list[Page]:
    """Every row that is one address, the floor's first."""
    return [
        *_floor_pages(),
        Page("home", "/"),
        Page("home-visitor", "/", VISITOR),
        Page("dashboard", "/uebersicht/"),
        *_list_pages(user),
        *_thread_pages(user),
        *_own_pages(user),
        Page("notifications", "/mitteilungen/"),
        Page("stand", f"/stand/?thread={long_thread().pk}&version=1"),
        Page("directory-0", "/verzeichnis/"),
        Page("directory-3", _directory_with_facets(client)),
        *_search_pages(),
        Page("suggest-person", "/forum/personen/?q=Ma"),
        Page("suggest-tag", "/forum/schlagwoerter/?q=ve"),
        Page("similar", "/suche/aehnliche/?" + urlencode({"titel": bulk.LONG_THREAD})),
    ]


def long_thread() -> Thread:
    return Thread.objects.select_related("area").get(title=bulk.LONG_THREAD)


def watched_thread() -> Thread:
    return Thread.objects.select_related("area").get(title=bulk.WATCHED_THREAD)


def _floor_pages() -> Iterator[Page]:
    thread = long_thread()
    for name, path in (
        ("list", "/list/"),
        ("list-500", f"/list/?page={_deep_page(Thread.objects.listed().count())}"),
        ("thread", f"/thread/{thread.pk}/"),
        ("thread-last", f"/thread/{thread.pk}/?from={_last_start(thread)}"),
        ("search-common", "/search/?" + urlencode({"terms": _terms(bulk.COMMON)})),
        ("search-rare", "/search/?" + urlencode({"terms": _terms(bulk.RARE)})),
    ):
        yield Page(f"floor-{name}", path, FLOOR, "")


def _list_pages(user: Any) -> Iterator[Page]:
    area = long_thread().area
    addresses = {"list-1": "", "list-500": f"?{urlencode({'vor': _cursor_of_deep_page(user)})}"}
    addresses |= {f"list-{view}": f"?ansicht={view}" for view in (*VIEWS[1:], UNREAD_WATCHED, FITTING, SINCE_VISIT)}
    addresses |= {f"list-{kind.value}": f"?art={kind.value}" for kind in ThreadKind}
    common, rare = _tags()
    addresses |= {"list-tag": f"?schlagwort={common}", "list-tag-rare": f"?schlagwort={rare}"}
    for name, query in addresses.items():
        yield Page(name, f"/forum/{query}", floor="floor-list")
    yield Page("list-like-mine", "/forum/?wie=meine", floor="floor-list")
    yield Page("list-area", area.get_absolute_url(), floor="floor-list")
    yield Page("list-area-ungelesen", f"{area.get_absolute_url()}?ansicht=ungelesen", floor="floor-list")


def _thread_pages(user: Any) -> Iterator[Page]:
    thread = long_thread()
    yield Page("thread-first", thread.get_absolute_url())
    yield Page("thread-last", f"{thread.get_absolute_url()}?ab={_last_start(thread)}")
    yield Page("thread-person", f"{thread.get_absolute_url()}?von={thread.author_id}")
    middle = Thread.objects.listed_to(user).filter(reply_count__range=(15, 60)).order_by("pk").select_related("area")[0]
    yield Page("thread-print", f"{middle.get_absolute_url()}drucken/")
    yield Page("thread-pdf", f"{middle.get_absolute_url()}pdf/")
    implemented = Thread.objects.listed_to(user).filter(posts__reactions__kind=ReactionKind.SAME)
    yield Page(
        "thread-implementers", f"{implemented.order_by('pk').select_related('area')[0].get_absolute_url()}umgesetzt/"
    )


def _own_pages(user: Any) -> Iterator[Page]:
    """Lists of one's own, the list of files and a download."""
    yield Page("bookmarks", "/forum/merkliste/", floor="floor-list")
    yield Page("drafts", "/forum/entwuerfe/", floor="floor-list")
    yield Page("feed", f"/forum/feed/{create_feed_token(actor=user)}/", VISITOR, floor="floor-list")
    yield Page("files", "/forum/dateien/", floor="floor-list")
    public = Attachment.objects.filter(uses__post__thread__in=Thread.objects.listed_to(user))
    file = public.order_by("pk")[0]
    ensure_bytes(file)
    yield Page("download", f"/forum/anhang/{file.pk}/")


def _search_pages() -> Iterator[Page]:
    for name, words in (("common", bulk.COMMON), ("rare", bulk.RARE), ("four", bulk.FOUR), ("typo", bulk.TYPO)):
        floor = f"floor-search-{name}" if name in ("common", "rare") else "floor-thread"
        yield Page(f"search-{name}", "/suche/?" + urlencode({"q": words}), floor=floor)
    yield Page("search-files", "/suche/?" + urlencode({"q": bulk.COMMON, "bereich": "dateien"}))
    yield Page("search-like-mine", "/suche/?" + urlencode({"q": bulk.COMMON, "wie": "meine"}))


def _last_start(thread: Thread) -> int:
    return (thread.next_number - 2) // PAGE_SIZE * PAGE_SIZE + 1


def _deep_page(threads: int) -> int:
    """Page 500, or the last but one where there are fewer."""
    return min(DEEP_PAGE, threads // PAGE_SIZE)


def _cursor_of_deep_page(user: Any) -> str:
    """What the link to page 500 says, without following the 499 before it."""
    threads = Thread.objects.listed_to(user)
    on_top = threads.pinned().order_by("-pinned_at", "-pk")[:MOST_PINNED]
    threads = threads.exclude(pk__in=on_top.values("pk")).order_by("-bumped_at", "-pk")
    last_before = threads[(_deep_page(threads.count()) - 1) * PAGE_SIZE - 1]
    return encode_cursor(last_before.bumped_at, last_before.pk)


def _tags() -> tuple[str, str]:
    """The slugs of the tag most threads have and of one that few have: enough to fill a page, closed areas left out."""
    tags = Tag.objects.annotate(uses=Count("tagged_threads")).filter(uses__gt=0).order_by("-uses", "pk")
    first, *others = tags.values_list("slug", "uses")
    filling = [slug for slug, uses in others if uses >= 2 * PAGE_SIZE]
    return first[0], (filling or [others[-1][0]])[-1]


def _terms(words: str) -> str:
    return " & ".join(f"'{term}'" for term in analyse(words))


def _directory_with_facets(client: Client) -> str:
    """A value of each of three facets, those the page offers first and that together find somebody."""
    query: list[tuple[str, str]] = []
    for facet in ("thema", "bezirk", "groesse"):
        page = client.get(f"/verzeichnis/?{urlencode(query)}").body.decode()
        boxes = re.findall(r"<input[^>]*>", page)
        offered = [box for box in boxes if f'name="{facet}"' in box and " checked" not in box]
        value = re.search(r'value="([^"]*)"', offered[0])
        assert value, f"the directory offers no {facet}"
        query.append((facet, value[1]))
    return f"/verzeichnis/?{urlencode(query)}"
