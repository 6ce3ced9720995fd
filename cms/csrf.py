"""A form whose token does not fit: the page was open while somebody signed in or out."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_failure

from cms.middleware import MEMBER_PREFIXES
from cms.wiring import display_name
from kit.holding import held, holds_text


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The members' words are shown, to be sent with a token of now; the page says as whom (see kit.holding)."""
    path = request.path_info
    is_ours = path.startswith(MEMBER_PREFIXES) and not path.startswith(("/konto/", "/redaktion/"))
    if not (is_ours and request.user.is_authenticated and holds_text(request)):
        return plain_failure(request, reason)
    return held(
        request,
        status=403,
        title=_("Please send your text once more"),
        message=_("You have signed in meanwhile, as %(name)s. Your text was not sent yet.")
        % {"name": display_name(request.user)},
        send_label=_("Send as %(name)s") % {"name": display_name(request.user)},
    )
