"""The lists of people and of municipalities, with their filters and their map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory import conf
from directory.facets import overview
from directory.feeds import person_rows
from directory.filters import MAP, Search, Wanted
from directory.list_map import Place, list_map, numbers_of
from directory.paging import NamePage, name_page
from kit.views import MemberView


class ProfileListView(MemberView):
    """People from A to Z, narrowed by what they offer, by their municipality, and by words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = Search.of(request)
        page = _page(request, search.people().with_row())
        rows = person_rows(request.user, page.items, search.wanted)
        roles = [row.role for row in rows if row.role]
        if search.wanted.has_map:
            numbers = numbers_of(roles)
            rows = [replace(row, number=numbers.get(row.role.key) if row.role else None) for row in rows]
        context = {"page": page, "rows": rows, **_frame(search, roles, of_people=True)}
        return render(request, "directory/profile_list.html", context)


class MunicipalityListView(MemberView):
    """Municipalities from A to Z: members of the network or all that are known, narrowed by the same filters."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = Search.of(request)
        page = _page(request, search.municipalities().with_sort_name().with_people())
        numbers = numbers_of(page.items) if search.wanted.has_map else {}
        rows = [(municipality, numbers.get(municipality.key)) for municipality in page.items]
        context = {"page": page, "rows": rows, **_frame(search, page.items, of_people=False)}
        return render(request, "directory/municipality_list.html", context)


def _page(request: HttpRequest, rows: Any) -> NamePage:
    return name_page(rows, conf.value("PAGE_SIZE"), after=request.GET.get("ab", ""), before=request.GET.get("vor", ""))


def _frame(search: Search, places: Sequence[Place], *, of_people: bool) -> dict[str, Any]:
    """What stands around both lists."""
    wanted = search.wanted
    own = search.own
    return {
        "wanted": wanted,
        "overview": overview(search, of_people=of_people),
        "map": list_map(search.viewer, places) if wanted.has_map else None,
        "own": own,
        "queries": {
            "now": wanted.query(),
            "all": wanted.query(selection=""),
            "list": wanted.query(view=""),
            "map": wanted.query(view=MAP) if conf.value("MAP") else "",
            "bare": Wanted(view=wanted.view).query(),
            "like_mine": wanted.query(like=own.slug) if own and not search.like else "",
        },
    }
