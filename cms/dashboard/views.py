"""The overview: what is unread and what happened last. Every number is the one of the list it leads to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.wiring import display_name
from forum.feeds import ListFilter, ThreadRow, tab_counts, thread_rows
from forum.models import Thread
from forum.tags_feed import tags_of
from kit.views import MemberView

MOST = 6


class OverviewView(MemberView):
    """Five statements of its own: unread and latest threads, their tags and authors, the counts of the tabs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        unread, latest = self.rows(request.user)
        context = {
            "name": display_name(request.user),
            "greeting": greeting_hour(),
            "today": timezone.localdate(),
            "unread": unread,
            "latest": latest,
            "counts": tab_counts(request.user, ListFilter()),
        }
        return render(request, "dashboard/overview.html", context)

    @staticmethod
    def rows(user: Any) -> tuple[list[ThreadRow], list[ThreadRow]]:
        """The forum's own lists, shortened; what is unread does not stand in both."""
        threads = Thread.objects.for_list(user).order_by("-bumped_at", "-pk")
        unread = list(threads.unread()[:MOST])
        latest = list(threads.exclude(pk__in=[thread.pk for thread in unread])[:MOST])
        both = [*unread, *latest]
        rows = thread_rows(both, user, tags_of(both))
        return rows[: len(unread)], rows[len(unread) :]


def greeting_hour() -> str:
    """»morning«, »day« or »evening«: chooses the greeting."""
    hour = timezone.localtime().hour
    return "morning" if hour < 11 else "day" if hour < 18 else "evening"
