from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from kit.access import Person
from kit.models import Topic

from ..access import visible_pages
from ..atom import news_feed
from .body import BodyPage


class NewsQuerySet(PageQuerySet):
    def visible_to(self, user: Person) -> "NewsQuerySet":
        """Published news that this viewer may open."""
        return visible_pages(self.live(), user)

    def original_language(self) -> "NewsQuerySet":
        """Without translations: news are written in the site's first language."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def newest_first(self) -> "NewsQuerySet":
        return self.order_by("-published_on", "-pk")


class NewsPage(BodyPage):
    """A piece of news: date, teaser, text."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    teaser = models.TextField(_("teaser"), max_length=300, blank=True, help_text=_("One or two sentences for lists."))
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=Topic._meta.verbose_name
    )
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows. Leave empty only if it is mere decoration."),
    )
    image_caption = models.CharField(_("caption and source"), max_length=250, blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    page_description = _("A dated piece of news. The newest three stand on the home page.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("topic"),
        FieldPanel("teaser"),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("image_caption")], heading=_("Picture")
        ),
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


class NewsIndexPage(RoutablePageMixin, Page):
    """All news, one year at a time."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.NewsPage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    @path("")
    def latest(self, request: HttpRequest) -> HttpResponse:
        """The news of the newest year."""
        years = self._years(request)
        return self._list(request, years, years[0] if years else None)

    @re_path(r"^(?P<year>[0-9]{4})/$")
    def archive(self, request: HttpRequest, year: str) -> HttpResponse:
        """The news of one year; 404 for a year without any."""
        years = self._years(request)
        if int(year) not in years:
            raise Http404
        return self._list(request, years, int(year))

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The newest public news as an Atom feed; its address ends in feed.xml (home.urls)."""
        news = NewsPage.objects.child_of(self).visible_to(AnonymousUser()).newest_first()
        return news_feed(request, self, news)

    def _list(self, request: HttpRequest, years: list[int], year: int | None) -> HttpResponse:
        news = NewsPage.objects.child_of(self).visible_to(request.user).filter(published_on__year=year)
        overrides = {"years": years, "year": year, "news": list(news.select_related("topic").newest_first())}
        return self.render(request, context_overrides=overrides, template="home/news_index_page.html")

    def _years(self, request: HttpRequest) -> list[int]:
        news = NewsPage.objects.child_of(self).visible_to(request.user)
        years = news.annotate(year=ExtractYear("published_on")).order_by("-year").values_list("year", flat=True)
        return list(years.distinct())
