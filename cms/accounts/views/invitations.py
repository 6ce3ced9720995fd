"""Inviting people, and accepting an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from kit.keyset import keyset_page

from .. import actions, limits, policy
from ..forms import AcceptForm, InvitationForm
from ..models import Invitation, User
from ..querysets import acts_for_all, mandates_for_list, municipalities_for
from .person import person_of

PAGE_SIZE = 20


class InvitationListView(View):
    """Open invitations, the form for a new one, and the people of one municipality."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_people(request.user).require()
        return self._page(InvitationForm(user=person_of(request), initial=self._chosen_key()))

    def post(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_people(request.user).require()
        form = InvitationForm(request.POST, user=person_of(request))
        if form.is_valid():
            if not limits.may(request, "invite"):
                return limits.too_many_requests(request)
            try:
                invitation = actions.invite(actor=person_of(request), **form.cleaned_data)
            except ValidationError as error:
                form.add_error("email", error)
            else:
                messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
                return redirect(list_url(invitation.municipality.key, request.user))
        return self._page(form)

    def _chosen_key(self) -> dict[str, str]:
        key = self.request.GET.get("kommune", "")
        return {"municipality": key} if key and acts_for_all(self.request.user) else {}

    def _page(self, form: InvitationForm) -> HttpResponse:
        request = self.request
        is_for_all = acts_for_all(request.user)
        municipalities = list(municipalities_for(request.user))
        key = request.GET.get("kommune", "") if is_for_all else ""
        chosen = next((each for each in municipalities if each.key == key or not is_for_all), None)
        invitations = Invitation.objects.for_list(request.user)
        if chosen:
            invitations = invitations.filter(municipality=chosen)
        context = {
            "form": form,
            "page": keyset_page(
                invitations,
                "created_at",
                PAGE_SIZE,
                before=request.GET.get("vor", ""),
                after=request.GET.get("nach", ""),
            ),
            "municipalities": municipalities,
            "chosen": chosen,
            "mandates": mandates_for_list(chosen) if chosen else [],
            "is_for_all": is_for_all,
        }
        return render(request, "accounts/invitation_list.html", context)


def list_url(key: str, user: Any) -> str:
    """The list of invitations; for the office at the municipality just worked on."""
    url = reverse("accounts:invitation-list")
    return f"{url}?kommune={key}" if acts_for_all(user) else url


class InvitationResendView(View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = _visible_invitation(request, pk)
        if not limits.may(request, "invite"):
            return limits.too_many_requests(request)
        try:
            actions.resend_invitation(actor=person_of(request), invitation=invitation)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            text = _("The invitation to %(email)s is sent again. The earlier link no longer works.")
            messages.success(request, text % {"email": invitation.email})
        return redirect(list_url(invitation.municipality.key, request.user))


class InvitationRevokeView(View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = _visible_invitation(request, pk)
        try:
            actions.revoke_invitation(actor=person_of(request), invitation=invitation)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
        return redirect(list_url(invitation.municipality.key, request.user))


def _visible_invitation(request: HttpRequest, pk: int) -> Invitation:
    policy.can_manage_people(request.user).require()
    return get_object_or_404(Invitation.objects.visible_to(request.user).select_related("municipality"), pk=pk)


class InvitationAcceptView(View):
    """The link in the invitation. Opening it changes nothing; the form or the button redeems it."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not limits.may(request, "accept_invitation"):
            return limits.too_many_requests(request)
        invitation = Invitation.objects.open().with_token(token).first()
        if invitation is None:
            return self._page(token)
        if request.user.is_authenticated:
            return self._join(token)
        form = AcceptForm(request.POST, email=invitation.email)
        if not form.is_valid():
            return self._page(token, form)
        try:
            person = actions.accept_invitation(
                token=token,
                first_name=form.cleaned_data["first_name"],
                last_name=form.cleaned_data["last_name"],
                password=form.cleaned_data["password1"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(token, form)
        return perform_login(request, person, email_verification="none")

    def _join(self, token: str) -> HttpResponse:
        try:
            actions.join(actor=person_of(self.request), token=token)
        except ValidationError as error:
            messages.error(self.request, error.message)
            return self._page(token)
        return redirect("/uebersicht/")

    def _page(self, token: str, form: AcceptForm | None = None) -> HttpResponse:
        """What somebody with this link sees. An account with the address must sign in; nobody else can use it."""
        invitation = Invitation.objects.with_token(token).select_related("municipality", "invited_by").first()
        is_open = invitation is not None and invitation.is_open
        account = User.objects.filter(email=invitation.email).first() if invitation and is_open else None
        context = {
            "invitation": invitation,
            "is_open": is_open,
            "account": account,
            "is_own_account": account is not None and account.pk == self.request.user.pk,
            "form": form or (AcceptForm(email=invitation.email) if invitation and is_open else None),
        }
        status = 200 if is_open else 410 if invitation else 404
        return render(self.request, "accounts/invitation_accept.html", context, status=status)
