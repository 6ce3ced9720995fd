"""The feed of one person, and the page on which they make and end its address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from forum.actions.feed_tokens import create_feed_token, revoke_feed_token
from forum.atom import feed_of, owner_of
from forum.models import FeedToken
from kit.views import MemberView


class FeedView(View):
    """Open to everybody who has its secret; it shows what its owner may read at this moment."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        owner = owner_of(token)
        if owner is None:
            raise Http404
        xml = feed_of(owner, request.build_absolute_uri, request.path, reverse("forum:index"))
        response = HttpResponse(xml, content_type="application/atom+xml; charset=utf-8")
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class FeedSettingsView(MemberView):
    """Whether there is an address; makes a new one, which is shown this once, or ends it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("off"):
            revoke_feed_token(actor=request.user)
            messages.success(request, _("The address of your feed is no longer valid."))
            return redirect("forum:feed-settings")
        token = create_feed_token(actor=request.user)
        return self.page(request, request.build_absolute_uri(reverse("forum:feed", args=[token])))

    @staticmethod
    def page(request: HttpRequest, address: str = "") -> HttpResponse:
        token = FeedToken.objects.filter(user=request.user.pk).first()
        return render(request, "forum/feed_settings.html", {"token": token, "address": address})
