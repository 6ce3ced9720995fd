"""The site's own middleware, each a few lines."""

from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoContentSecurityPolicyMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kit.access import ADMIN, MEMBERS, keys_of
from kit.holding import held, hold_until_signed_in, holds_text

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail's editor styles elements inline (wagtail#1288): its pages get their own policy, still without foreign hosts.
EDITOR_CSP = {**settings.SECURE_CSP, "style-src": [CSP.SELF, CSP.UNSAFE_INLINE], "frame-src": [CSP.SELF]}


class ContentSecurityPolicyMiddleware(DjangoContentSecurityPolicyMiddleware):
    """Django's policy, except below /redaktion/, where Wagtail's editor needs inline styles."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith("/redaktion/"):
            response._csp_config = EDITOR_CSP  # type: ignore[attr-defined]
        return super().process_response(request, response)


class PersonMiddleware(AuthenticationMiddleware):
    """Reads at once who asks. Every answer depends on it, and each look through Django's lazy object costs a little."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = get_user(request)


class LanguageMiddleware:
    """Chooses the language: pages by their address, the members' area by the account, everything else German."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info)
        is_ours = request.path_info.startswith((*MEMBER_PREFIXES, "/suche/"))
        if not language and is_ours and request.user.is_authenticated:
            language = request.user.language
        language = language or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class PrivateResponsesMiddleware:
    """What a signed-in person sees, or a link in a mail opens, rests in no cache and not behind the back button."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_private = request.user.is_authenticated or request.path_info.startswith(MEMBER_PREFIXES)
        if is_private and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Cookie"])
        return response


MEMBER_PREFIXES = (
    "/uebersicht/",
    "/willkommen/",
    "/forum/",
    "/verzeichnis/",
    "/mitteilungen/",
    "/moderation/",
    "/stand/",
    "/konto/",
    "/einladungen/",
    "/demo/",
    "/redaktion/",
)
# Open to everybody by design: links in mails, signing in, one's own account (each view there asks for itself).
OPEN_PREFIXES = (
    "/mitteilungen/abmelden/",
    "/einladungen/annehmen/",
    "/konto/",
    "/forum/feed/",  # the secret in the address says whose it is
    "/verzeichnis/mein-profil/bearbeiten/",  # applicants prepare theirs (matrix, row D03)
    "/redaktion/login/",
    "/redaktion/logout/",
    "/redaktion/password_reset/",
    "/demo/",
)
# Here rights are given away, or words lost for good: the password is asked for again (matrix, rows W12 and F17).
RANK_PREFIXES = ("/redaktion/users/", "/redaktion/groups/", "/redaktion/bulk/accounts/", "/moderation/loeschen/")


class MembersOnlyMiddleware:
    """The outer wall of the members' area and of the editors' area in it.

    Anonymous people are sent to the login for every address below the wall, existing or not. People without membership
    see »Aufnahme läuft«. Each view still asks policy and visible_to(); this only makes the answer the same everywhere.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(MEMBER_PREFIXES) or path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self._ask_to_log_in(request)
        if MEMBERS not in keys_of(request.user):
            if path.startswith("/stand/"):
                return self._ask_to_log_in(request)
            return render(request, "cms/application_pending.html", status=200 if path == "/uebersicht/" else 404)
        if path.startswith("/redaktion/") and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied(_("The editors’ area belongs to the network’s office."))
        if path.startswith(RANK_PREFIXES) and self._must_give_password(request):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A form about something that is gone, or closed to the person meanwhile: the same answer with their words."""
        if not isinstance(exception, (Http404, PermissionDenied)) or not request.user.is_authenticated:
            return None
        if not self._is_of_members(request) or not holds_text(request):
            return None
        is_gone = isinstance(exception, Http404)
        reason = "" if is_gone else str(exception)
        return held(
            request,
            status=404 if is_gone else 403,
            title=_("Your text was not accepted"),
            message=reason or _("What it belongs to is no longer available to you. You can copy your text here."),
        )

    @staticmethod
    def _is_of_members(request: HttpRequest) -> bool:
        """Not the editors' area: Wagtail's forms are no plain words, and it answers for itself."""
        return request.path_info.startswith(MEMBER_PREFIXES) and not request.path_info.startswith("/redaktion/")

    @staticmethod
    def _must_give_password(request: HttpRequest) -> bool:
        """Administrators whose password is older than five minutes; nobody else gets anything there anyway."""
        return ADMIN in keys_of(request.user) and is_reauthentication_required(request, app="allauth.account")

    @staticmethod
    def _ask_to_log_in(request: HttpRequest) -> HttpResponse:
        wants_json = request.accepts("application/json") and not request.accepts("text/html")
        if request.path_info.startswith("/stand/") or wants_json:
            return JsonResponse({"fehler": "anmeldung_noetig"}, status=401)
        if MembersOnlyMiddleware._is_of_members(request) and holds_text(request):
            return hold_until_signed_in(request)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
