"""What the editor needs before it starts."""

from django.http import HttpRequest, HttpResponse

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
