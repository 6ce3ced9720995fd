"""Who gets in: members. A site may build a wall in front of these pages; they do not rely on it."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from kit.access import MEMBERS, keys_of


class MemberRequiredMixin(LoginRequiredMixin):
    """Sends anonymous people to the login; for people without membership the page does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and MEMBERS not in keys_of(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)
