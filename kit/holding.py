"""What somebody typed into a form that cannot be accepted just now: shown again, to be sent once more or copied.

Nothing of it is stored: it stands in the answer alone. Only what comes from a page of this site is shown, so that no
other site can put words on ours.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import richtext

NOT_TYPED = ("csrfmiddlewaretoken", "draft_revision", "auto")


def holds_text(request: HttpRequest) -> bool:
    """Whether a person has sent words by a form of this site."""
    if request.method != "POST" or not request.accepts("text/html") or not _is_from_here(request):
        return False
    if request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return False
    return bool(_texts(request))


def held(request: HttpRequest, *, status: int, title: str, message: str, **more: Any) -> HttpResponse:
    """The page with the words. ``send_label``: they can be sent again; ``login_url``: after signing in."""
    fields = [(name, value) for name in request.POST if name not in NOT_TYPED for value in request.POST.getlist(name)]
    context = {"title": title, "message": message, "texts": _texts(request), "fields": fields, **more}
    context["has_files"] = bool(request.FILES)
    response = render(request, "kit/held.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def hold_until_signed_in(request: HttpRequest) -> HttpResponse:
    """For those whose session is over: sign in beside this page, then send."""
    return held(
        request,
        status=401,
        title=_("Please sign in again"),
        message=_("Your session is over. Your text is kept on this page: sign in in a new window, then send it here."),
        send_label=_("Send now"),
        login_url=resolve_url(settings.LOGIN_URL),
    )


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _texts(request: HttpRequest) -> list[SafeString]:
    """What was typed, not chosen: words with a blank between them, and whatever stands in a field for long texts."""
    typed = [
        value
        for name in request.POST
        if name not in NOT_TYPED
        for value in request.POST.getlist(name)
        if value.strip() and (name in ("body", "text") or " " in value.strip())
    ]
    return [_shown(value) for value in typed]


def _shown(value: str) -> SafeString:
    if richtext.is_html(value):
        return mark_safe(richtext.clean(value))
    return mark_safe(f"<p>{escape(richtext.normalise(value)).replace(chr(10), '<br>')}</p>")
