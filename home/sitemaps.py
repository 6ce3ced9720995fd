"""What search engines may list: published pages open to everybody, in every language."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from .access import visible_pages


class PublicPages(Sitemap):
    """All public pages below the home pages of the site. One statement for the pages, however many."""

    def items(self) -> Any:
        homes = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        pages = Page.objects.none()
        for home in homes:
            pages |= Page.objects.descendant_of(home, inclusive=True)
        return visible_pages(pages.live().filter(alias_of=None), AnonymousUser()).order_by("path")
