"""One's own account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView

from cms.chrome import THEME_COOKIE

from .. import actions, limits
from ..devices import device_of
from ..forms import AccountForm, AddressForm
from ..forms.settings import FOLLOW_SYSTEM
from ..models import AddressChange
from .person import person_of

A_YEAR = 365 * 24 * 3600


class AccountView(LoginRequiredMixin, FormView):
    template_name = "accounts/account.html"
    form_class = AccountForm

    def get_initial(self) -> dict[str, Any]:
        person = person_of(self.request)
        names = {"first_name": person.first_name, "last_name": person.last_name}
        return {**names, "language": person.language, "theme": person.theme or FOLLOW_SYSTEM}

    def form_valid(self, form: AccountForm) -> HttpResponse:
        user = actions.change_settings(actor=person_of(self.request), **form.cleaned_data)
        with translation.override(user.language):
            messages.success(self.request, _("Your settings have been saved."))
        response = redirect("accounts:account")
        remember_theme(response, user.theme)
        return response


def remember_theme(response: HttpResponse, theme: str) -> None:
    """Keeps a chosen theme in the browser for pages before signing in; without a choice nothing is stored."""
    if not theme:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
        return
    response.set_cookie(
        THEME_COOKIE, theme, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


@method_decorator([login_required, reauthentication_required(app="allauth.account")], name="dispatch")
class AddressView(FormView):
    """Asks for the password first, if it was not given in the last five minutes."""

    template_name = "accounts/address.html"
    form_class = AddressForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": person_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wishes = AddressChange.objects.filter(
            user=person_of(self.request), confirmed_at=None, expires_at__gt=timezone.now()
        )
        return super().get_context_data(**kwargs, wish=wishes.first())

    def form_valid(self, form: AddressForm) -> HttpResponse:
        address = form.cleaned_data["email"]
        if not limits.may(self.request, limits.MAIL_TO_ADDRESS, key=address):
            return limits.too_many_requests(self.request)
        actions.request_address_change(actor=person_of(self.request), address=address)
        return redirect("account_email")


class AddressConfirmView(View):
    """The link in the mail to the new address. Opening it changes nothing; the button does, signed in or not."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        changes = AddressChange.objects.filter(confirmed_at=None, expires_at__gt=timezone.now(), user__is_active=True)
        change = changes.with_token(token).first()
        return render(request, "accounts/address_confirm.html", {"change": change}, status=200 if change else 404)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user = actions.confirm_address_change(token=token)
        except ValidationError as error:
            return render(request, "accounts/address_confirm.html", {"error": error.message}, status=409)
        messages.success(request, _("From now on you sign in with %(address)s.") % {"address": user.email})
        return redirect("accounts:account")


class SessionListView(LoginRequiredMixin, View):
    """Where the person is signed in; ending one session, or all but this one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {
                "pk": session.pk,
                "device": device_of(session.user_agent).name,
                "since": session.created_at,
                "is_current": session.session_key == request.session.session_key,
            }
            for session in self._sessions()
        ]
        return render(request, "accounts/session_list.html", {"sessions": rows, "has_others": len(rows) > 1})

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("session", "").isdecimal():
            actions.end_session(actor=person_of(request), session_id=int(request.POST["session"]))
            messages.success(request, _("This session has ended."))
        else:
            actions.end_other_sessions(actor=person_of(request), keep_session_key=request.session.session_key)
            messages.success(request, _("All other sessions have ended."))
        return redirect("usersessions_list")

    def _sessions(self) -> QuerySet[UserSession]:
        alive = Session.objects.filter(expire_date__gt=timezone.now())
        sessions = UserSession.objects.filter(user=person_of(self.request), session_key__in=alive.values("session_key"))
        return sessions.order_by("-created_at", "-pk")
