"""allauth's views, where this site answers differently."""

from typing import Any

from allauth.account import views as allauth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import RedirectView

from .. import limits
from ..forms import LoginForm

LOCKED_FOR = 300  # seconds; as long as the limit of wrong guesses looks back


class LoginView(allauth_views.LoginView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not limits.may(request, "sign_in"):
            return limits.too_many_requests(request)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.is_rate_limited:
            response.status_code = 429
            response.headers["Retry-After"] = str(LOCKED_FOR)
        return response


class LogoutView(allauth_views.LogoutView):
    """Leaves nothing of the person on a shared computer: neither drafts nor pages behind the back button."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordChangeView(allauth_views.PasswordChangeView):
    """Who has no password yet sets the first one by mail, like one that was forgotten."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class EditorLoginView(RedirectView):
    """Wagtail's login address leads to the site's own, and from there into the editors' area."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        target = self.request.GET.get("next") or reverse("wagtailadmin_home")
        return f"{reverse('account_login')}?{urlencode({'next': target})}"
