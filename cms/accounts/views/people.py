"""Closing accounts and ending functions; each asks first on a page of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from directory.models import Mandate

from .. import actions, policy
from ..actions.people import is_last_contact
from ..forms import DeactivateForm, MandateEndForm
from ..models import User
from .invitations import list_url
from .person import person_of


class PersonDeactivateView(View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, mandate = self._person(pk)
        return self._page(person, mandate, self._form(mandate))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, mandate = self._person(pk)
        form = self._form(mandate, request.POST)
        if form.is_valid():
            try:
                actions.deactivate_person(actor=person_of(request), person=person, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The account of %(name)s is deactivated.") % {"name": person})
                return redirect(list_url(mandate.municipality.key if mandate else "", request.user))
        return self._page(person, mandate, form)

    def _person(self, pk: int) -> tuple[User, Mandate | None]:
        policy.can_manage_people(self.request.user).require()
        person = get_object_or_404(User, pk=pk)
        policy.can_deactivate_person(self.request.user, person).require()
        return person, Mandate.objects.current().filter(person=person).select_related("municipality").first()

    def _form(self, mandate: Mandate | None, data: Any = None) -> DeactivateForm:
        is_last = mandate is not None and is_last_contact(mandate)
        return DeactivateForm(data, has_mandate=mandate is not None, is_last_contact=is_last)

    def _page(self, person: User, mandate: Mandate | None, form: DeactivateForm) -> HttpResponse:
        context = {"person": person, "mandate": mandate, "form": form}
        return render(self.request, "accounts/person_deactivate.html", context)


class PersonReactivateView(View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        policy.can_manage_people(request.user).require()
        person = get_object_or_404(User, pk=pk)
        policy.can_reactivate_person(request.user, person).require()
        mandate = Mandate.objects.filter(person=person).select_related("municipality").order_by("-begins_on").first()
        try:
            actions.reactivate_person(actor=person_of(request), person=person)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The account of %(name)s is active again.") % {"name": person})
        return redirect(list_url(mandate.municipality.key if mandate else "", request.user))


class MandateEndView(View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._mandate(pk), MandateEndForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mandate = self._mandate(pk)
        form = MandateEndForm(request.POST)
        if form.is_valid():
            try:
                actions.end_mandate(actor=person_of(request), mandate=mandate, ends_on=form.cleaned_data["ends_on"])
            except ValidationError as error:
                form.add_error("ends_on", error)
            else:
                day = date_format(form.cleaned_data["ends_on"], "SHORT_DATE_FORMAT")
                text = _("From %(day)s on %(name)s no longer has this function.")
                messages.success(request, text % {"name": mandate.person, "day": day})
                return redirect(list_url(mandate.municipality.key, request.user))
        return self._page(mandate, form)

    def _mandate(self, pk: int) -> Mandate:
        policy.can_manage_people(self.request.user).require()
        mandate = get_object_or_404(Mandate.objects.select_related("municipality", "person"), pk=pk)
        policy.can_end_mandate(self.request.user, mandate).require()
        return mandate

    def _page(self, mandate: Mandate, form: MandateEndForm) -> HttpResponse:
        context = {"mandate": mandate, "form": form, "is_last_contact": is_last_contact(mandate)}
        return render(self.request, "accounts/mandate_end.html", context)
