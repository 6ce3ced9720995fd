"""The editors' pages and events as results."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Page, get_page_models

from home.access import visible_pages
from home.models import EventPage, NewsPage
from kit.access import MEMBERS, Anybody, Person, keys_of
from kit.conditions import is_one_of
from kit.prepared import Given, Prepared

from ..highlight import Marker
from ..query import Hit, Kind
from ..sources.home import texts_of
from .line import Badge, Line


def page_lines(
    user: Person, hits: Sequence[Hit], marker: Marker, request: HttpRequest | None = None
) -> dict[Hit, Line]:
    """Lines of the published pages this person may open. One statement, and one for the site's address."""
    pages = {page.pk: page for page in _pages(user, [hit.object_id for hit in hits])}
    return {hit: _line(user, pages[hit.object_id], marker, request) for hit in hits if hit.object_id in pages}


class _Reader(Anybody):
    """Anybody signed in, as pages ask: by membership, groups, and whether nothing is closed to them."""

    def __init__(self, *, is_member: bool, is_superuser: bool) -> None:
        super().__init__({MEMBERS} if is_member else ())
        self.is_superuser = is_superuser

    @property
    def groups(self) -> Any:
        return Group.objects.filter(user=self.pk)


def _pages(user: Person, ids: Sequence[int]) -> Iterator[Any]:
    """The pages as what they are (news, events …), with ``is_public``. Joins, where Wagtail asks per kind of page."""
    is_superuser = bool(getattr(user, "is_superuser", False))
    prepared = _visible_pages(bool(user.is_authenticated), MEMBERS in keys_of(user), is_superuser)
    for page in prepared.rows(ids=list(ids), user=user.pk):
        specific = next((found for kind in _kinds() if (found := getattr(page, kind, None))), page)
        specific.is_public, specific.locale = page.is_public, page.locale
        yield specific


@cache
def _visible_pages(is_signed_in: bool, is_member: bool, is_superuser: bool) -> Prepared[Any]:
    def build() -> Any:
        reader = _Reader(is_member=is_member, is_superuser=is_superuser) if is_signed_in else AnonymousUser()
        for_all = visible_pages(Page.objects.filter(pk=OuterRef("pk")), AnonymousUser())
        pages = visible_pages(Page.objects.live().filter(is_one_of("pk", Given("ids"))), reader)
        return pages.annotate(is_public=Exists(for_all)).select_related("locale", *_kinds())

    return Prepared(build)


@cache
def _kinds() -> Sequence[str]:
    """How a page leads to what it is."""
    return [model._meta.get_field("page_ptr").remote_field.name for model in get_page_models() if model is not Page]


def _line(user: Person, page: Any, marker: Marker, request: HttpRequest | None) -> Line:
    is_event = isinstance(page, EventPage)
    facts = _event_facts(page) if is_event else _page_facts(user, page)
    code = page.locale.language_code
    language = "" if code == get_language() else code
    label = _("Event") if is_event else pgettext("kind of page", "News") if isinstance(page, NewsPage) else _("Page")
    return Line(
        kind=Kind.EVENT if is_event else Kind.PAGE,
        label=label,
        icon="calendar" if is_event else "globe" if page.is_public else "lock",
        url=page.get_url(request) or "/",
        name=page.title,
        title=marker.mark(page.title),
        facts=tuple(filter(None, (*facts, get_language_info(language)["name_translated"] if language else ""))),
        language=language,
        badge=Badge(_("Cancelled"), "x", "danger") if is_event and page.is_cancelled else None,
        snippet=marker.snippet(" ".join(texts_of(page)) or page.search_description),
    )


def _event_facts(event: EventPage) -> tuple[str, ...]:
    place = event.place or (_("Online") if event.is_online else "")
    return date_format(localtime(event.starts_at), "DATE_FORMAT"), place, event.registration_note


def _page_facts(user: Person, page: Any) -> tuple[str, ...]:
    """Members, who see both, are told whether everybody may read a page."""
    audience = _("Public") if page.is_public else _("Members only")
    day: date | None = getattr(page, "published_on", None) or page.last_published_at
    return audience if MEMBERS in keys_of(user) else "", date_format(day, "DATE_FORMAT") if day else ""
