"""Wagtail's pages, whatever their type: what their own search fields say, for those who may open them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction
from wagtail.search.index import SearchField

from kit.access import MEMBERS, PUBLIC
from search.documents import Document
from search.query import Kind

from . import Source, register

EVENT_MODEL = "eventpage"
FIRST_DEPTH = 2  # above it stands the root of all sites, which is no page of ours
_DATES = ("starts_at", "published_on")  # what a page's own date is called, by type
_NO_TEXT = {"title", "draft_title", "seo_title", "owner"}


def register_sources() -> None:
    register(Source(Kind.PAGE, lambda ids: _documents(Kind.PAGE, ids), _pages))
    register(Source(Kind.EVENT, lambda ids: _documents(Kind.EVENT, ids), _events))


def _pages() -> QuerySet[Any]:
    return Page.objects.exclude(content_type__model=EVENT_MODEL)


def _events() -> QuerySet[Any]:
    return Page.objects.filter(content_type__model=EVENT_MODEL)


def _documents(kind: Kind, ids: Sequence[int]) -> Iterator[Document]:
    """Live pages in a room with a key. Three statements, and one per type of page and what it points to."""
    pages = (_events if kind == Kind.EVENT else _pages)().filter(pk__in=ids, depth__gte=FIRST_DEPTH)
    live = list(pages.live().filter(alias_of=None).select_related("locale").specific())  # type: ignore[attr-defined]
    rooms = _rooms(live)
    for page in live:
        if room := rooms[page.pk]:
            topic = getattr(page, "topic", None)
            yield Document(
                kind=kind,
                object_id=page.pk,
                room=room,
                title=page.title,
                text="\n".join([*texts_of(page), page.search_description]),
                date=_date_of(page),
                topics=[topic.slug] if topic else [],
                labels=[*([topic.name] if topic else []), *_kind_of(page)],
                language=page.locale.language_code[:2],
            )


def _rooms(pages: Iterable[Any]) -> dict[int, str]:
    """The room each page stands in; empty for pages behind a password or for single groups, which have no key."""
    closed = list(PageViewRestriction.objects.values_list("page__path", "restriction_type"))
    rooms = {}
    for page in pages:
        kinds = {kind for path, kind in closed if page.path.startswith(path)}
        rooms[page.pk] = PUBLIC if not kinds else MEMBERS if kinds == {BaseViewRestriction.LOGIN} else ""
    return rooms


def texts_of(page: Any) -> Iterator[str]:
    """The words of a page that everybody who may open it reads; snippets are cut from them, too."""
    for field in page.get_search_fields():
        if type(field) is SearchField and field.field_name not in _NO_TEXT:
            value = field.get_value(page)
            parts = value if isinstance(value, list | tuple) else [value]
            yield from (strip_tags(str(part)) for part in parts if part)


def _kind_of(page: Any) -> list[str]:
    """What an event is called (»Workshop«), in the language of its page."""
    if not hasattr(page, "get_kind_display"):
        return []
    with override(page.locale.language_code):
        return [str(page.get_kind_display())]


def _date_of(page: Any) -> datetime:
    own: date | datetime | None = next((found for name in _DATES if (found := getattr(page, name, None))), None)
    if isinstance(own, datetime):
        return own
    if own:
        return datetime.combine(own, time(), UTC)
    return page.last_published_at or page.latest_revision_created_at or datetime(2000, 1, 1, tzinfo=UTC)
