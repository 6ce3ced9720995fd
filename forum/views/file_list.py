"""»Dateien und Vorlagen«."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forum.enums import FileKind
from forum.file_feed import FileFilter, bodies_with_files, file_list, is_known_tag
from forum.models import Affiliation
from forum.tag_list import canonical_slug
from forum.thread_feed import areas_for_list
from kit.models import Tag

from .base import ForumView


class FileListView(ForumView):
    """All files the person may read, narrowed by area, tag, kind and body."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {name: request.GET.get(name, "") for name in ("bereich", "schlagwort", "art", "von")}
        if any("\x00" in value for value in asked.values()):
            raise Http404
        areas = areas_for_list(request.user)
        tag = Tag.objects.filter(slug=asked["schlagwort"]).first() if asked["schlagwort"] else None
        if asked["schlagwort"] and (tag is None or not is_known_tag(request.user, tag)):
            return self.redirect_synonym(request, asked["schlagwort"])
        wanted = self.wanted(asked, areas, tag)
        rows, page = file_list(
            request.user, wanted, before=request.GET.get("vor", ""), after=request.GET.get("nach", "")
        )
        context: dict[str, Any] = {
            "wanted": wanted,
            "rows": rows,
            "page": page,
            "areas": [area for area in areas if not area.is_archived or area == wanted.area],
            "kinds": [kind for kind in FileKind if kind != FileKind.ARCHIVE or wanted.kind == kind],
            "bodies": self.bodies(request, wanted),
        }
        return render(request, "forum/file_list.html", context)

    @staticmethod
    def wanted(asked: dict[str, str], areas: list[Any], tag: Tag | None) -> FileFilter:
        area = next((each for each in areas if each.slug == asked["bereich"]), None)
        body = Affiliation.objects.filter(key=asked["von"]).first() if asked["von"] else None
        is_known = (area or not asked["bereich"]) and (body or not asked["von"])
        if not is_known or asked["art"] not in ("", *FileKind.values):
            raise Http404
        return FileFilter(area, tag, asked["art"], body)

    @staticmethod
    def bodies(request: HttpRequest, wanted: FileFilter) -> list[Affiliation]:
        bodies = list(bodies_with_files(request.user))
        if wanted.affiliation and wanted.affiliation not in bodies:
            bodies.append(wanted.affiliation)
        return bodies

    @staticmethod
    def redirect_synonym(request: HttpRequest, slug: str) -> HttpResponse:
        """An old tag's address leads to the tag that stands for it now; 404 where there is none to know of."""
        canonical = canonical_slug(request.user, slug)
        if not canonical:
            raise Http404
        query = request.GET.copy()
        query["schlagwort"] = canonical
        return redirect(f"{request.path}?{query.urlencode()}")
