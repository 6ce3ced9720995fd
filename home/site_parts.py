"""The parts of the frame that editors own, as plain data for the chrome. Kept for a minute, the same for everybody."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language_info
from wagtail.models import Locale, Site

from .models import SiteSettings

CACHE_KEY = "home.site_parts."
SECONDS = 60


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
    locale = Locale.objects.filter(language_code=language).first()
    return {
        "menu": _links(chosen.menu, locale),
        "legal_links": _links(chosen.legal_links, locale),
        "member_links": _links(chosen.member_links, locale),
        "access_links": _links(chosen.access_links, locale),
        "footer_columns": [
            {"title": column.value["title"], "items": list(_plain_links(column.value["links"], locale))}
            for column in chosen.footer_columns
        ],
        "contact": {
            "text": chosen.contact_text,
            "name": chosen.office_name,
            "address": chosen.office_address,
            "phone": chosen.office_phone,
            "phone_link": "".join(sign for sign in chosen.office_phone if sign.isdigit() or sign == "+"),
            "hours": chosen.office_hours,
            "email": chosen.office_email,
        },
        "banner": chosen.banner,
        "languages": _languages(site),
    }


def _links(stream: Iterable[Any], locale: Locale | None) -> list[dict[str, str]]:
    return list(_plain_links((child.value for child in stream), locale))


def _plain_links(values: Iterable[Any], locale: Locale | None) -> Iterable[dict[str, str]]:
    """Label and address of each link; pages that are not public for everybody are left out, translations preferred."""
    for value in values:
        page = value.get("page")
        if page is None:
            yield {"label": value["label"], "url": value.get("url") or "/"}
            continue
        if locale and page.locale_id != locale.pk:
            page = page.get_translation_or_none(locale) or page
        if page.live and not page.get_view_restrictions().exists():
            yield {"label": value["label"] if page == value["page"] else page.title, "url": page.url or "/"}


def _languages(site: Site | None) -> list[dict[str, str]]:
    """The languages in which the home page is published."""
    if site is None:
        return []
    homes = site.root_page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id")
    return [
        {
            "code": page.locale.language_code,
            "label": get_language_info(page.locale.language_code)["name_local"],
            "url": page.url or "/",
        }
        for page in homes
    ]
