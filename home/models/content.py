from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from ..blocks import BodyBlock, LinkBlock
from ..network import network_numbers, speaker_cards, years_since

OUTLINE_FROM = 3  # a table of contents helps from three sections on
NEWS_ON_HOME = 3


class BodyPage(Page):
    """A page whose text is made of blocks, with an outline of its sections."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    class Meta:
        abstract = True

    def body_parts(self) -> list[tuple[Any, str]]:
        """Each block with the anchor of its heading, unique within the page; other blocks have none."""
        used: dict[str, int] = {}
        parts = []
        for child in self.body:
            anchor = ""
            if child.block_type == "heading":
                anchor = slugify(child.value["text"]) or "abschnitt"
                used[anchor] = used.get(anchor, 0) + 1
                anchor = anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"
            parts.append((child, anchor))
        return parts

    def outline(self, parts: list[tuple[Any, str]]) -> list[tuple[str, str]]:
        """Anchors and titles of the sections, or nothing where the page is short."""
        sections = [(anchor, child.value["text"]) for child, anchor in parts if anchor and child.value["level"] == "h2"]
        return sections if len(sections) >= OUTLINE_FROM else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        parts = self.body_parts()
        return {**context, "parts": parts, "outline": self.outline(parts)}


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
        from .news import NewsPage

        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().public().descendant_of(self).newest_first()[:NEWS_ON_HOME]
        return {
            **context,
            "news": news,
            "hero_links": [child.value for child in self.hero_links],
            "criteria_links": [child.value for child in self.criteria_links],
            "network": network_numbers() if self.shows_figures else None,
            "years": years_since(self.since_year),
            "speakers": speaker_cards(),
        }


class ContentPage(BodyPage):
    """An editor's page: rules, help, legal texts, anything with headings, text and pictures."""

    intro = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences below the title."))
    shows_contact = models.BooleanField(_("contact column at the right"), default=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        FieldPanel("checked_on"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types: ClassVar = ["home.HomePage", "home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
