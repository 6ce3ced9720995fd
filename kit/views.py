"""The wall around pages for members; the door of each object is its queryset's ``visible_to``."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from .access import MEMBERS, keys_of
from .holding import hold_until_signed_in, holds_text


class MemberView(View):
    """Members only: anonymous people are sent to the login, whatever the address; others see that nothing is there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if not request.accepts("text/html"):
                return JsonResponse({"error": "login_required"}, status=401)
            if holds_text(request):
                return hold_until_signed_in(request)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if MEMBERS not in keys_of(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)
