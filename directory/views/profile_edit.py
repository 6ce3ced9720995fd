"""Editing one's own profile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from directory import actions, conf, policy
from directory.mails import address_of
from directory.models import Mandate, Profile
from directory.profile_feed import suggested_tags
from directory.profile_form import ProfileForm


class ProfileEditView(LoginRequiredMixin, View):
    """Everything a person says of themselves. Open to all who are signed in: applicants prepare theirs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            try:
                profile = actions.edit_own_profile(actor=request.user, changes=form.changes())
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("Your profile is saved."))
                return redirect(profile if policy.can_see_profile(request.user, profile) else "directory:profile-edit")
        return self._page(form, status=422)

    def _form(self, data: Any = None) -> ProfileForm:
        person: Any = self.request.user
        profile = Profile.objects.filter(person=person).first() or Profile(person=person)
        mandate = Mandate.objects.current().filter(person=person).first()
        return ProfileForm(data, profile=profile, has_function=bool(mandate and mandate.function))

    def _page(self, form: ProfileForm, status: int = 200) -> HttpResponse:
        person: Any = self.request.user
        context = {
            "form": form,
            "name": conf.display_name(person),
            "own_address": address_of(person),
            "suggested": suggested_tags(person),
            "is_member": bool(policy.can_see_directory(person)),
        }
        return render(self.request, "directory/profile_edit.html", context, status=status)
