"""Where allauth asks how this site does it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kit.access import MEMBERS, keys_of

from . import actions, limits
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong. Please check both."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _(
            "There have been five wrong attempts for this address within five minutes. "
            "Please wait five minutes and try again, or set a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; people are invited."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Where a login may lead: to this host only, whatever other hosts the site answers for."""
        request: HttpRequest = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account these credentials open. A deactivated one is refused, and counted, like a wrong password.

        Guesses are counted by address alone; allauth would add the Host header, which the guesser chooses.
        """
        address = str(credentials.get("email", "")).strip().lower()
        tries = limits.count(request, limits.WRONG_PASSWORD, key=address)
        if tries is None:
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()  # allauth lays a deactivated person aside here
        if user:
            limits.take_back(tries)
        return user

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        """Who would land on the overview for the first time is asked what it should show; other targets stay."""
        response: HttpResponse = super().post_login(request, user, **how)
        is_landing = response.get("Location") == settings.LOGIN_REDIRECT_URL
        if is_landing and user.welcomed_at is None and MEMBERS in keys_of(user):
            return redirect("welcome:start")
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")

    def set_password(self, user: Any, password: str) -> None:
        """Also ends the person's other sessions and tells them by mail."""
        request: HttpRequest = context.request
        own = request.session.session_key if request.user.pk == user.pk else None
        actions.change_password(user=user, password=password, keep_session_key=own)
