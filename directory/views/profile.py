"""One person's page, and one's own as others see it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.confirmation import is_due, last_confirmed
from directory.enums import Audience
from directory.models import Profile
from directory.profile_feed import own_profile, visible_profile
from directory.sections import profile_sections
from kit.views import MemberView

# Whose eyes the preview borrows, by the word in its address.
EYES = {"mitglieder": Audience.MEMBERS, "kommune": Audience.MUNICIPALITY, "alle": Audience.PUBLIC}


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


class ProfilePreviewView(MemberView):
    """What members, colleagues of one's own municipality, or everybody see of oneself."""

    def get(self, request: HttpRequest) -> HttpResponse:
        eyes = request.GET.get("als", "mitglieder")
        seen = own_profile(request.user, as_seen_from=EYES[eyes]) if eyes in EYES else None
        if seen is None:
            raise Http404
        context = {
            "seen": seen,
            "eyes": eyes,
            "as_of": last_confirmed(seen.profile),
            "is_due": is_due(seen.profile),
        }
        return render(request, "directory/profile_preview.html", context)


class ProfileConfirmView(MemberView):
    """»Stimmt noch«: the answer to the yearly request."""

    def post(self, request: HttpRequest) -> HttpResponse:
        actions.confirm_profile(actor=request.user)
        messages.success(request, _("Thank you. Your profile counts as confirmed for a year."))
        return redirect("directory:own-profile")
