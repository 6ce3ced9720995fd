"""What the page's scripts ask for on first use: what the editor needs, and the help of the keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.editor import editor_config
from kit.views import MemberView


class EditorConfigView(MemberView):
    """Asked for by forum/composer.js; the reader's browser keeps it for a day."""

    def get(self, request: HttpRequest) -> HttpResponse:
        config = editor_config()
        response = HttpResponse(config.json, content_type="application/json")
        # An older page asks for an older version; what it gets now must not be kept under that name.
        is_current = request.GET.get("v") == config.version
        response.headers["Cache-Control"] = "private, max-age=86400" if is_current else "no-store"
        return response


class ShortcutsView(MemberView):
    """What the keys do: a page of its own, and for the page's script a dialog."""

    def get(self, request: HttpRequest) -> HttpResponse:
        is_fragment = request.headers.get("X-Requested-With") == "fetch"
        return render(request, "forum/shortcuts.html#dialog" if is_fragment else "forum/shortcuts.html")
