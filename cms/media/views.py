"""Pictures leave this site through here: renditions only, and only for whom their collection and pages are open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.utils.sendfile_streaming_backend import sendfile

from home.file_access import may_edit_file, may_open_file

from .models import NetworkRendition

PUBLIC_SECONDS = 3600


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse:
    """A picture in the size a page needs. Originals (which may carry places and names), and everything else below the
    media root, have no address. Who may not see the picture gets the same 404 as for none.
    """
    found = NetworkRendition.objects.select_related("image__collection").filter(file=path).first()
    if found is None:
        raise Http404
    access = may_open_file(request, found.image)
    if not access.is_allowed and not may_edit_file(request, found.image):
        raise Http404
    try:
        response: HttpResponse = sendfile(request, found.file.path)
    except FileNotFoundError as error:
        raise Http404 from error
    if access.is_public:
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
