"""One municipality's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from directory import conf, policy
from directory.feeds import colleagues
from directory.models import Municipality
from kit.views import MemberView


class MunicipalityView(MemberView):
    """One municipality: facts of the register, its way into the network, and whom one can ask."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        visible = Municipality.objects.visible_to(request.user).select_related("district", "signing")
        municipality = get_object_or_404(visible, slug=slug)
        context = {
            "municipality": municipality,
            "rows": colleagues(request.user, municipality),
            "invite_url": invite_url(request.user, municipality),
        }
        return render(request, "directory/municipality.html", context)


def invite_url(user: Any, municipality: Municipality) -> str:
    """Where this person invites colleagues of this municipality; empty where they may not or no app offers it."""
    name = conf.value("INVITE_URL_NAME")
    if not name or not policy.can_manage_mandates(user, municipality):
        return ""
    try:
        return f"{reverse(name)}?kommune={municipality.key}"
    except NoReverseMatch:
        return ""
