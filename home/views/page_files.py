"""Addresses that end like a file: Wagtail's own addresses end in a slash."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.views import serve


@require_safe
def feed(request: HttpRequest, path: str) -> HttpResponse:
    """The Atom feed of a list of news, through Wagtail's door with all its checks."""
    return serve(request, f"{path}feed/")


@require_safe
def calendar(request: HttpRequest, path: str) -> HttpResponse:
    """An event or a list of events for calendar programs, through Wagtail's door with all its checks."""
    return serve(request, f"{path}kalender/")
