"""One municipality's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from directory import conf, policy
from directory.feeds import advice_of, colleagues
from directory.filters import Wanted
from directory.maps import Point, map_of
from directory.models import Municipality
from kit.views import MemberView

SIMILAR = 5


class MunicipalityView(MemberView):
    """One municipality: facts of the register, its way into the network, and whom one can ask."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        visible = Municipality.objects.visible_to(request.user).select_related("district", "signing")
        municipality = get_object_or_404(visible, slug=slug)
        rows = colleagues(request.user, municipality)
        similar = Municipality.objects.visible_to(request.user).members().like(municipality)
        context = {
            "municipality": municipality,
            "rows": rows,
            "advice": advice_of(rows),
            "similar": similar.nearest_in_size(municipality)[:SIMILAR],
            "similar_query": Wanted(like=municipality.slug).query(),
            "map": map_of([Point(municipality.longitude, municipality.latitude, municipality.label, tone="on")]),
            "invite_url": invite_url(request.user, municipality),
            "can_edit": bool(policy.can_edit_municipality(request.user, municipality)),
            "region_label": conf.value("REGION_LABEL"),
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
