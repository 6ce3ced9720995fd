"""How often one may try. The numbers stand in settings.ACCOUNT_RATE_LIMITS, the counters in PostgreSQL."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = 60  # seconds; the shortest of the limits by address


def may(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Counts one try of this action by this address, person or key; False when it was one too many."""
    return ratelimit.consume(request, action=action, key=key)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer 429, for allauth's limits (``handler429`` in cms.urls) and our own."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
