"""The overview: what is new, who waits for an answer, what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.wiring import display_name
from kit.views import MemberView

from .blocks import overview


class OverviewView(MemberView):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "name": display_name(request.user),
            "greeting": greeting_hour(),
            "today": timezone.localdate(),
            "overview": overview(request.user),
        }
        return render(request, "dashboard/overview.html", context)


def greeting_hour() -> str:
    """»morning«, »day« or »evening«: chooses the greeting."""
    hour = timezone.localtime().hour
    return "morning" if hour < 11 else "day" if hour < 18 else "evening"
