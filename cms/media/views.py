"""Pictures leave this site through here: renditions only, and only where their collection lets the person in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry
from wagtail.utils.sendfile_streaming_backend import sendfile

from home.access import may_open_collection

from .models import NetworkImage, NetworkRendition

PUBLIC_SECONDS = 3600


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse:
    """A picture in the size a page needs. Originals (which may carry places and names), and everything else below the
    media root, have no address. Who may not see the picture gets the same 404 as for none.
    """
    found = NetworkRendition.objects.select_related("image__collection").filter(file=path).first()
    if found is None:
        raise Http404
    access = may_open_collection(request, found.image.collection)
    if not access.is_allowed and not _edits(request, found.image):
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


def _edits(request: HttpRequest, image: NetworkImage) -> bool:
    """Whether the person works with this picture in the editors' area."""
    policy = policy_registry.get_by_type(NetworkImage)
    return bool(policy.user_has_any_permission_for_instance(request.user, ["choose", "change", "delete"], image))
