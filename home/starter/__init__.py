"""The pages a new site starts with. Used by the demo, by operators and by tests; a second run changes nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from ..models import ContentPage, EventIndexPage, FaqEntry, HomePage, MembersPage, NewsIndexPage, SiteSettings
from .content import body_of, links_of

TEXTS = Path(__file__).with_name("pages.yaml")
PAGE_TYPES: dict[str, type[Page]] = {
    "content": ContentPage,
    "news": NewsIndexPage,
    "events": EventIndexPage,
    "members": MembersPage,
}
FOUNDED = 2012  # first signatures of the joint declaration, 5 December 2012


@transaction.atomic
def create_starter_pages() -> HomePage:
    """Creates what is missing: locales, home page in German and English, the default site, the pages with their
    translations, the frequent questions and the settings.

    Returns the German home page. Replaces Wagtail's welcome page; never changes a page or setting that editors own.
    """
    texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    german, english = (Locale.objects.get_or_create(language_code=code)[0] for code in ("de", "en"))
    home = _home_page(german, texts["home"]["de"])
    _point_site_to(home)
    _english_home(home, english, texts["home"]["en"])
    _pages(home, texts["pages"], english)
    _faq(german, texts["faq"])
    _settings(home, texts["settings"])
    return home


def _pages(parent: Page, entries: list[dict[str, Any]], english: Locale) -> None:
    """The pages below a page, each with its translation and its own pages."""
    for entry in entries:
        page = parent.get_children().filter(slug=entry["slug"]).first()
        if page is None:
            page = parent.add_child(instance=PAGE_TYPES[entry.get("type", "content")](**_fields(entry)))
            if "en" in entry:
                _translate(page, english, entry["en"])
        _pages(page, entry.get("children", []), english)


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    fields = {"slug": entry["slug"], "title": entry["title"], "intro": entry.get("intro", "")}
    if "body" in entry:
        fields |= {"body": body_of(entry["body"]), "editor_note": entry.get("todo", "")}
    return fields


def _translate(page: Page, locale: Locale, texts: dict[str, Any]) -> None:
    translation = page.copy_for_translation(locale)
    for name, value in _fields(texts).items():
        setattr(translation, name, value)
    translation.save_revision().publish()


def _faq(locale: Locale, sections: dict[str, list[list[str]]]) -> None:
    if FaqEntry.objects.exists():
        return
    FaqEntry.objects.bulk_create(
        FaqEntry(section=section, question=question, answer=answer, position=place * 10, locale=locale)
        for section, entries in sections.items()
        for place, (question, answer) in enumerate(entries, start=1)
    )


def _home_page(locale: Locale, texts: dict[str, Any]) -> HomePage:
    existing = HomePage.objects.filter(locale=locale, depth=2).first()
    if existing:
        return existing
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    slug = "start" if root.get_children().filter(slug="home").exists() else "home"
    return root.add_child(instance=HomePage(slug=slug, locale=locale, **_home_fields(texts)))


def _english_home(home: HomePage, locale: Locale, texts: dict[str, Any]) -> None:
    if home.has_translation(locale):
        return
    page = home.copy_for_translation(locale)
    for name, value in _home_fields(texts).items():
        setattr(page, name, value)
    page.save_revision().publish()


def _home_fields(texts: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": texts["title"],
        "hero_title": texts["hero_title"],
        "hero_text": texts["hero_text"],
        "hero_links": links_of(texts["hero_links"]),
        "criteria_title": texts["criteria_title"],
        "criteria_text": texts["criteria_text"],
        "criteria": [("criterion", {"title": title, "text": text}) for title, text in texts["criteria"]],
        "criteria_links": links_of(texts["criteria_links"]),
        "since_year": FOUNDED,
    }


def _point_site_to(home: HomePage) -> None:
    """The default site shows our home page; Wagtail's welcome page goes if nobody has built on it."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        site = Site(is_default_site=True, root_page=home)
    welcome = site.root_page if site.root_page.specific_class is Page else None
    if site.pk is None or welcome:
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.root_page = home
        site.save()
    if welcome and not welcome.is_root() and not welcome.get_children().exists():
        welcome.delete()


def _settings(home: HomePage, texts: dict[str, Any]) -> None:
    site = Site.objects.get(is_default_site=True)
    if SiteSettings.objects.filter(site=site).exists():
        return
    pages = {page.slug: page for page in home.get_descendants()}
    chosen = SiteSettings(site=site)
    for name, value in texts.items():
        if isinstance(value, str):
            setattr(chosen, name, value)
        elif name == "footer_columns":
            columns = [{**column, "links": _to(column["links"], pages)} for column in value]
            chosen.footer_columns = [("column", column) for column in columns]
        else:
            setattr(chosen, name, [("link", link) for link in _to(value, pages)])
    chosen.save()


def _to(links: list[list[str]], pages: dict[str, Page]) -> list[dict[str, Any]]:
    """Links to pages by slug, or to addresses."""
    return [
        {
            "label": label,
            "page": pages.get(target),
            "url": "" if target in pages else target,
            "label_en": english[0] if english else "",
        }
        for label, target, *english in links
    ]
