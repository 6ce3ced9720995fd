"""The parts of the frame that editors own, as plain data for the chrome. Kept for a minute, the same for everybody."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.urls import translate_url
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from .access import visible_pages
from .models import EventIndexPage, SiteSettings

CACHE_KEY = "home.site_parts."
SECONDS = 60
STREAMS = ("menu", "legal_links", "member_links", "access_links", "footer_columns")

Links = list[dict[str, str]]


def site_parts(language: str) -> dict[str, Any]:
    """Menu, footer, contact, banner and languages for one language; from the local cache, else from the database."""
    cache, key = caches["local"], CACHE_KEY + language
    parts = cache.get(key)
    if parts is None:
        parts = _read(language)
        cache.set(key, parts, SECONDS)
    return parts


def forget_site_parts() -> None:
    """Makes this process read the frame again; other processes do within a minute."""
    caches["local"].delete_many([CACHE_KEY + code for code, _name in settings.LANGUAGES])


def _read(language: str) -> dict[str, Any]:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    # Not for_site(): that would write a row when a page is looked at.
    chosen = SiteSettings.objects.filter(site=site).first() or SiteSettings()
    streams = {name: [child["value"] for child in getattr(chosen, name).raw_data] for name in STREAMS}
    # Where Wagtail keeps the sites' roots, so that it asks for them once; without a site it would want a request.
    roots = SimpleNamespace() if site else None
    links = _LinkReader(language, streams, site, roots)
    return {
        **{name: links.plain(streams[name]) for name in STREAMS if name != "footer_columns"},
        "footer_columns": list(_columns(streams["footer_columns"], links)),
        "contact": {
            "text": _said(chosen, "contact_text", language),
            "name": chosen.office_name,
            "address": chosen.office_address,
            "phone": chosen.office_phone,
            "phone_link": "".join(sign for sign in chosen.office_phone if sign.isdigit() or sign == "+"),
            "hours": _said(chosen, "office_hours", language),
            "email": chosen.office_email,
        },
        "banner": _said(chosen, "banner", language),
        "languages": _languages(site, roots),
        "events_url": _events_url(site, roots),
    }


def _said(chosen: SiteSettings, name: str, language: str) -> str:
    """A sentence in the language of the page; where it was not translated, nothing."""
    return str(getattr(chosen, name if language == settings.LANGUAGE_CODE else f"{name}_en", ""))


class _LinkReader:
    """Turns the stored links into labels and addresses. Reads the pages of all of them in one statement."""

    def __init__(self, language: str, streams: dict[str, list[dict[str, Any]]], site: Site | None, roots: Any) -> None:
        self.language, self.site, self.roots = language, site, roots
        self.is_translated = language != settings.LANGUAGE_CODE
        ids = {value["page"] for value in _all_links(streams) if value.get("page")}
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        found = Page.objects.live().filter(translation_key__in=keys).select_related("locale")
        pages = list(visible_pages(found, AnonymousUser()))
        self.by_id = {page.pk: page for page in pages}
        self.in_language = {page.translation_key: page for page in pages if page.locale.language_code == language}

    def plain(self, values: Iterable[dict[str, Any]]) -> Links:
        """Label and address; links to pages that are not open to everybody are left out."""
        return [link for value in values if (link := self._one(value))]

    def _one(self, value: dict[str, Any]) -> dict[str, str] | None:
        label = value.get("label_en", "") if self.is_translated else value["label"]
        if not label:
            return None
        if not value.get("page"):
            url = value.get("url") or "/"
            return {"label": label, "url": translate_url(url, self.language) if url.startswith("/") else url}
        page = self.by_id.get(value["page"])
        if page is None:
            return None
        page = self.in_language.get(page.translation_key, page)
        return {"label": label, "url": page.relative_url(self.site, self.roots) or "/"}


def _all_links(streams: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for name, values in streams.items():
        for value in values:
            if name == "footer_columns":
                yield from _items(value)
            else:
                yield value


def _columns(values: Iterable[dict[str, Any]], links: _LinkReader) -> Iterator[dict[str, Any]]:
    """The footer's columns; those without a title or a link in this language are left out."""
    for value in values:
        title = value.get("title_en", "") if links.is_translated else value["title"]
        items = links.plain(_items(value))
        if title and items:
            yield {"title": title, "items": items}


def _items(column: dict[str, Any]) -> list[dict[str, Any]]:
    """The links of a column as they are stored: each in the envelope of its list item, or plain in older rows."""
    return [item.get("value", item) for item in column["links"]]


def _events_url(site: Site | None, roots: Any) -> str:
    """The list of events for members' navigation; empty where there is none that all members may open."""
    found = visible_pages(EventIndexPage.objects.live().select_related("locale"), AnonymousUser())
    page = found.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return (page.relative_url(site, roots) or "") if page else ""


def _languages(site: Site | None, roots: Any) -> list[dict[str, str]]:
    """The languages in which the home page is published."""
    if site is None:
        return []
    homes = site.root_page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id")
    return [
        {
            "code": page.locale.language_code,
            "label": get_language_info(page.locale.language_code)["name_local"],
            "url": page.relative_url(site, roots) or "/",
        }
        for page in homes
    ]
