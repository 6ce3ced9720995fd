from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from .content import BodyPage


class NewsQuerySet(PageQuerySet):
    def newest_first(self) -> "NewsQuerySet":
        return self.order_by("-published_on", "-pk")


class NewsIndexPage(Page):
    """All news, one year at a time."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.NewsPage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).live().public()
        years = list(news.annotate(year=ExtractYear("published_on")).values_list("year", flat=True).distinct())
        years.sort(reverse=True)
        asked = request.GET.get("jahr", "")
        year = int(asked) if asked.isdecimal() and len(asked) == 4 else (years[0] if years else None)
        return {
            **context,
            "years": years,
            "year": year,
            "news": news.filter(published_on__year=year).newest_first() if year in years else [],
        }


class NewsPage(BodyPage):
    """A piece of news: date, teaser, text."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    teaser = models.TextField(_("teaser"), max_length=300, blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("teaser"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("teaser"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    parent_page_types: ClassVar = ["home.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
