from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from directory.maps import map_of
from kit.prepared import Given, Prepared

from ..access import Viewers, visible_pages
from ..blocks import LinkBlock
from ..feeds import newest_news, upcoming_events
from ..network import network_numbers, speaker_cards, years_since
from .members import MembersPage


class CriterionBlock(blocks.StructBlock):
    """One of the conditions of membership."""

    title = blocks.CharBlock(label=_("Short name"), max_length=40)
    text = blocks.CharBlock(label=_("What it demands"), max_length=200)

    class Meta:
        icon = "check"
        label = _("Condition")


class HomePage(Page):
    """The start of the site: what the network is, how to join, who speaks for it."""

    hero_title = models.CharField(_("headline"), max_length=120)
    hero_text = models.TextField(_("introduction"), blank=True)
    hero_links = StreamField(
        blocks.StreamBlock([("link", LinkBlock())], max_num=2), verbose_name=_("buttons"), blank=True
    )
    shows_figures = models.BooleanField(_("show figures of the network"), default=True)
    since_year = models.PositiveSmallIntegerField(_("exists since (year)"), null=True, blank=True)
    criteria_title = models.CharField(_("headline"), max_length=120, blank=True)
    criteria_text = models.TextField(_("introduction"), blank=True)
    criteria = StreamField(
        blocks.StreamBlock([("criterion", CriterionBlock())]), verbose_name=_("conditions"), blank=True
    )
    criteria_links = StreamField(
        blocks.StreamBlock([("link", LinkBlock())], max_num=2), verbose_name=_("buttons"), blank=True
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                FieldPanel("hero_links"),
                FieldPanel("shows_figures"),
                FieldPanel("since_year"),
            ],
            heading=_("Opening"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("criteria_title"),
                FieldPanel("criteria_text"),
                FieldPanel("criteria"),
                FieldPanel("criteria_links"),
            ],
            heading=_("Joining"),
        ),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("hero_text")]
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        network = network_numbers() if self.shows_figures else None
        viewer = {"user": request.user.pk, "locale": self.locale_id}
        members = _members_page(Viewers.like(request.user)).rows(**viewer)
        events, news = upcoming_events(request.user), newest_news(request.user)
        return {
            **context,
            "foreign": "" if self.locale.language_code == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
            "members_page": next(iter(members), None),
            "events": events,
            "all_events_url": _above(events[0].get_url(request)) if events else "",
            "news": news,
            "all_news_url": _above(news[0].get_url(request)) if news else "",
            "hero_links": [child.value for child in self.hero_links],
            "criteria_links": [child.value for child in self.criteria_links],
            "network": network,
            "map": map_of(network["points"]) if network else None,
            "years": years_since(self.since_year),
            "speakers": speaker_cards(),
        }


@cache
def _members_page(viewers: Viewers) -> Prepared[MembersPage]:
    def build() -> Any:
        pages = MembersPage.objects.live().filter(locale=Given("locale"))
        return visible_pages(pages, viewers.anybody).order_by("path")[:1]

    return Prepared(build)


def _above(url: str | None) -> str:
    """The address of the page above."""
    return (url or "/").rstrip("/").rpartition("/")[0] + "/"
