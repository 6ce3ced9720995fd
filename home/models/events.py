from datetime import date
from itertools import groupby
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from kit.access import MEMBERS, Person, keys_of
from kit.models import Topic

from .. import event_time
from ..access import visible_pages
from ..blocks import TEXT_FEATURES
from ..calendars import calendar_response
from .body import BodyPage


class EventQuerySet(PageQuerySet):
    def visible_to(self, user: Person) -> "EventQuerySet":
        """Published events that this viewer may open."""
        return visible_pages(self.live(), user)

    def original_language(self) -> "EventQuerySet":
        """Without translations: events are written in the site's first language."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def upcoming(self, now: Any = None) -> "EventQuerySet":
        """What has not ended yet, the next one first. ``now``: a moment, or the gap for one (kit.prepared)."""
        return self.filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def past(self) -> "EventQuerySet":
        """What is over, the last one first."""
        return self.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")


class EventPage(RoutablePageMixin, BodyPage):
    """A meeting of the network: what, when, where, and how to take part."""

    class Kind(models.TextChoices):
        """The values stand in addresses (?art=workshop)."""

        MEETING = "netzwerktreffen", _("Network meeting")
        WORKSHOP = "workshop", _("Workshop")
        SHORT = "kurzformat", _("Digital short format")
        SUMMIT = "spitzentreffen", _("Municipal summit")

    kind = models.CharField(_("kind of event"), max_length=16, choices=Kind, default=Kind.WORKSHOP)
    teaser = models.TextField(_("teaser"), max_length=300, blank=True, help_text=_("One or two sentences for lists."))
    starts_at = models.DateTimeField(_("begin"), help_text=_("German time, for example 26.11.2026 10:00."))
    ends_at = models.DateTimeField(_("end"))
    place = models.CharField(
        _("place"), max_length=80, blank=True, help_text=_("The town, as lists show it, for example Hagen.")
    )
    venue = models.TextField(_("building and address"), max_length=300, blank=True)
    is_online = models.BooleanField(_("online"), default=False, help_text=_("Also if one can join a meeting online."))
    joining_info = RichTextField(
        _("how to join (members only)"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_("Link to the video room, dial-in numbers. Visitors never see this, calendars do not contain it."),
    )
    registration_note = models.CharField(
        _("registration"), max_length=80, blank=True, help_text=_("For example: registration from 4 January.")
    )
    registration_url = models.URLField(_("registration page"), max_length=500, blank=True)
    is_cancelled = models.BooleanField(
        _("cancelled"), default=False, help_text=_("The event stays visible and is marked as cancelled.")
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=Topic._meta.verbose_name
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    page_description = _("A meeting, workshop or short format with date and place.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("topic"),
        FieldPanel("teaser"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])], heading=_("When")),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("venue"), FieldPanel("is_online"), FieldPanel("joining_info")],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [FieldPanel("registration_note"), FieldPanel("registration_url"), FieldPanel("is_cancelled")],
            heading=_("Taking part"),
        ),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("teaser"),
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("starts_at"),
    ]
    parent_page_types: ClassVar = ["home.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["ends_at"], name="event_by_end")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_begin"),
        ]

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def month(self) -> date:
        """The first day of the month it begins in, German time."""
        return timezone.localdate(self.starts_at).replace(day=1)

    @property
    def hours(self) -> str:
        return event_time.hours(self.starts_at, self.ends_at)

    @property
    def when(self) -> str:
        return event_time.when(self.starts_at, self.ends_at)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "may_join": MEMBERS in keys_of(request.user)}

    @path("kalender/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """This event for a calendar program; its address ends in kalender.ics (home.urls)."""
        return calendar_response(request, [self], name=self.slug)

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The end lies before the begin.")
        if not self.place and not self.is_online:
            errors["place"] = _("Enter a place, or mark the event as online.")
        if errors:
            raise ValidationError(errors)


class EventIndexPage(RoutablePageMixin, Page):
    """All events: the coming ones by month, the past ones by year."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.EventPage"]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def events(self, request: HttpRequest) -> EventQuerySet:
        """What this viewer may see here, of the kind they asked for."""
        found = EventPage.objects.child_of(self).visible_to(request.user).select_related("topic")
        kind = request.GET.get("art", "")
        return found.filter(kind=kind) if kind in EventPage.Kind.values else found

    @path("")
    def upcoming(self, request: HttpRequest) -> HttpResponse:
        """What is to come, by month."""
        return self._list(request, self._past_years(request), None, self.events(request).upcoming())

    @re_path(r"^(?P<year>[0-9]{4})/$")
    def past(self, request: HttpRequest, year: str) -> HttpResponse:
        """What was, one year at a time; 404 for a year without any event at all."""
        years = self._past_years(request)
        if int(year) not in years:
            raise Http404
        return self._list(request, years, int(year), self.events(request).past().filter(starts_at__year=year))

    @path("kalender/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """All public events for a calendar program; its address ends in kalender.ics (home.urls)."""
        events = EventPage.objects.child_of(self).visible_to(AnonymousUser()).order_by("starts_at")
        return calendar_response(request, events, name=self.slug)

    def _list(self, request: HttpRequest, years: list[int], year: int | None, events: EventQuerySet) -> HttpResponse:
        months = [
            {"first": first, "events": list(group)} for first, group in groupby(events, key=lambda each: each.month)
        ]
        kind = request.GET.get("art", "")
        overrides = {
            "months": months,
            "year": year,
            "years": years,
            "kinds": EventPage.Kind.choices,
            "kind": kind if kind in EventPage.Kind.values else "",
        }
        return self.render(request, context_overrides=overrides, template="home/event_index_page.html")

    def _past_years(self, request: HttpRequest) -> list[int]:
        past = EventPage.objects.child_of(self).visible_to(request.user).past()
        years = past.annotate(year=ExtractYear("starts_at")).order_by("-year").values_list("year", flat=True)
        return list(years.distinct())
