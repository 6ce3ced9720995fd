"""Panels on the editors' start page: what waits for the office, each with its number and the list behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.ui.components import Component

from forum.models import ModerationCase, Thread

from .counts import open_cases, pages_to_check, waiting_questions

ROWS = 5


@dataclass(frozen=True)
class Row:
    """A line of a panel."""

    title: str
    url: str
    place: str
    day: date | datetime | None


class WaitingPanel(Component):
    """A number, the first rows, and the way to all of them. Two statements, one where nothing waits."""

    template_name = "office/panel.html"
    name = ""
    order = 0
    heading: str | Promise = ""
    help_text: str | Promise = ""
    nothing: str | Promise = ""
    day_label: str | Promise = ""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def waiting(self) -> QuerySet[Any]:
        raise NotImplementedError

    def list_url(self) -> str:
        raise NotImplementedError

    def rows(self, found: Iterable[Any]) -> list[Row]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        waiting = self.waiting()
        count = waiting.count()
        return {
            "panel": self,
            "count": count,
            "url": self.list_url(),
            "rows": self.rows(waiting[:ROWS]) if count else [],
        }


class CasesPanel(WaitingPanel):
    name = "office-cases"
    order = 100
    heading = _("Open reports")
    help_text = _("Reports you can decide: for the office those that concern the speaker team or were referred to it.")
    nothing = _("No report waits for you.")
    day_label = _("due on")

    def waiting(self) -> QuerySet[Any]:
        cases = open_cases(ModerationCase.objects.visible_to(self.request.user))
        return cases.select_related("post__thread").order_by("due_on", "pk")

    def list_url(self) -> str:
        return reverse("netzwerk_faelle_modeladmin_index") + "?faelle=offen"

    def rows(self, found: Iterable[Any]) -> list[Row]:
        return [
            Row(f"{case.number}: {case.post.thread.title}", case.get_absolute_url(), "", case.due_on) for case in found
        ]


class QuestionsPanel(WaitingPanel):
    name = "office-questions"
    order = 110
    heading = _("Questions without an answer")
    help_text = _("Asked more than three days ago. Perhaps you know who can help: invite somebody or answer yourself.")
    nothing = _("Every question has an answer.")
    day_label = _("asked on")

    def waiting(self) -> QuerySet[Any]:
        threads = waiting_questions(Thread.objects.visible_to(self.request.user))
        return threads.select_related("area").order_by("created_at", "pk")

    def list_url(self) -> str:
        return reverse("netzwerk_themen_modeladmin_index") + "?antwort=offen"

    def rows(self, found: Iterable[Any]) -> list[Row]:
        return [Row(each.title, each.get_absolute_url(), each.area.name, each.created_at) for each in found]


class ReviewsPanel(WaitingPanel):
    name = "office-reviews"
    order = 120
    heading = _("Pages to check")
    help_text = _("Not checked for a year. Read them, correct them if need be, and set “last checked on” to today.")
    nothing = _("All pages were checked within a year.")
    day_label = _("last checked on")

    def waiting(self) -> QuerySet[Any]:
        return pages_to_check(self.request.user)

    def list_url(self) -> str:
        return reverse("office_pages_to_check")

    def rows(self, found: Iterable[Any]) -> list[Row]:
        return [
            Row(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), "", page.checked_on) for page in found
        ]


PANELS: tuple[type[WaitingPanel], ...] = (CasesPanel, QuestionsPanel, ReviewsPanel)


def keep_useful_figures(items: list[Any]) -> None:
    """Leaves of Wagtail's figures the number of pages; counts of pictures and files lead to no work."""
    items[:] = [item for item in items if isinstance(item, PagesSummaryItem)]
