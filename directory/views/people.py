"""The list of people and one person's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from directory import conf
from directory.feeds import person_rows, visible_profile
from directory.models import Municipality, Profile
from directory.paging import name_page
from directory.sections import profile_sections
from kit.views import MemberView


def wanted_words(request: HttpRequest) -> str:
    """What was typed into the directory's filter."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


class ProfileListView(MemberView):
    """People from A to Z, narrowed by name, function or municipality."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = wanted_words(request)
        profiles = Profile.objects.for_list(request.user).named(words)
        page = name_page(
            profiles, conf.value("PAGE_SIZE"), after=request.GET.get("ab", ""), before=request.GET.get("vor", "")
        )
        municipalities = Municipality.objects.visible_to(request.user).members().named(words)
        context = {
            "words": words,
            "page": page,
            "rows": person_rows(request.user, page.items),
            "people_count": profiles.count(),
            "municipality_count": municipalities.count(),
        }
        return render(request, "directory/profile_list.html", context)


class ProfileView(MemberView):
    """One person, with what they opened to this viewer, and what other apps add."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        seen = visible_profile(request.user, slug)
        if seen is None:
            raise Http404
        sections = profile_sections(request.user, seen.profile.person)
        return render(request, "directory/profile.html", {"seen": seen, "sections": sections})


class OwnProfileView(MemberView):
    """A fixed address for »Profil« in menus."""

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = Profile.objects.visible_to(request.user).filter(person=request.user.pk).first()
        return redirect(profile or "directory:profile-list")
