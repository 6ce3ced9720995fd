"""What the form for a new thread asks the server while somebody fills it in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from forum.forms import ThreadForm
from forum.tag_groups import suggested_tags

from .base import ForumView, SuggestionView

MOST, SHORTEST, LONGEST = 8, 2, 30


class TagSuggestView(SuggestionView):
    """Up to eight names of tags with ``q`` in them; none that stand in areas this person does not read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("q", "").replace("\x00", "").strip().lstrip("#")[:LONGEST]
        names = suggested_tags(request.user, typed, most=MOST) if len(typed) >= SHORTEST else []
        return JsonResponse({"tags": names})


class AreaFieldsView(ForumView):
    """What the area with the id ``area`` asks of a new thread, as a fragment for the form; empty for an unknown one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ThreadForm(user=request.user, initial={"area": request.GET.get("area", "")})
        return render(request, "forum/components/area_fields.html", {"form": form})
