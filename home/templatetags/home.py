"""The languages of a page: the switch in the header and the alternatives named to search engines."""

from functools import cache
from typing import Any

from django import template
from django.db.models import UUIDField
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page

from kit.prepared import Given, Prepared

from ..access import Viewers, visible_pages

register = template.Library()


@register.simple_tag(takes_context=True)
def page_languages(context: Context, languages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The site's languages, each leading to this page in it, or to its home page where there is no translation.

    ``has_page`` tells the two apart. One statement on pages of Wagtail, none elsewhere.
    """
    request: Any = context["request"]
    if not hasattr(request, "page_languages"):  # head and header both ask
        request.page_languages = _read(request, context.get("page"), languages)
    found: list[dict[str, Any]] = request.page_languages
    return found


def _read(request: HttpRequest, page: Any, languages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    is_page = isinstance(page, Page) and page.pk
    addresses = _translations(request, page) if is_page else _forms(request, languages)
    return [
        {**each, "url": addresses.get(each["code"], each["url"]), "has_page": each["code"] in addresses}
        for each in languages
    ]


@register.simple_tag(takes_context=True)
def absolute(context: Context, url: str) -> str:
    """An address with scheme and host."""
    return context["request"].build_absolute_uri(url)


def _translations(request: HttpRequest, page: Page) -> dict[str, str]:
    found = _in_all_languages(Viewers.like(request.user)).rows(user=request.user.pk, key=page.translation_key)
    return {each.locale.language_code: each.get_url(request) for each in found}


@cache
def _in_all_languages(viewers: Viewers) -> Prepared[Page]:
    def build() -> Any:
        pages = Page.objects.filter(translation_key=Given("key", UUIDField())).live().select_related("locale")
        return visible_pages(pages, viewers.anybody)

    return Prepared(build)


def _forms(request: HttpRequest, languages: list[dict[str, Any]]) -> dict[str, str]:
    """Addresses of our own that exist in each language; the same address in all of them is none of these.

    Only such without a variable part: an address nobody knows is not repeated.
    """
    match = request.resolver_match
    if match is None or match.kwargs or match.args:
        return {}
    translated = {each["code"]: translate_url(request.path, each["code"]) for each in languages}
    translated[get_language() or ""] = request.path
    return translated if len(set(translated.values())) == len(translated) else {}
