"""»Übersicht«: where the members' day begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from forum.feeds import ListFilter, thread_list

MOST = 6


class DashboardView(View):
    """Greeting, what is unread, and what happened last; the same lists as in the forum, shortened."""

    def get(self, request: HttpRequest) -> HttpResponse:
        unread = thread_list(request.user, ListFilter(view="ungelesen"))
        return render(
            request,
            "cms/dashboard.html",
            {"unread": unread.rows[:MOST], "counts": unread.counts, "has_more": len(unread.rows) > MOST},
        )
