"""Changing and ending somebody's function."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions, conf, policy
from directory.forms import MandateForm
from directory.models import Mandate
from kit.forms import add_errors
from kit.views import MemberView


class MandateEditView(MemberView):
    """What somebody does for a municipality; for its contact people, the office and the administration."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mandate = self._mandate(pk)
        return self._page(mandate, MandateForm(mandate=mandate))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mandate = self._mandate(pk)
        form = MandateForm(request.POST, mandate=mandate)
        if form.is_valid():
            try:
                actions.edit_mandate(actor=request.user, mandate=mandate, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                text = _("The function of %(name)s is saved.")
                messages.success(request, text % {"name": conf.display_name(mandate.person)})
                return redirect(mandate.municipality)
        return self._page(mandate, form, status=422)

    def _mandate(self, pk: int) -> Mandate:
        mandate: Mandate = get_object_or_404(Mandate.objects.select_related("municipality", "person"), pk=pk)
        policy.can_edit_mandate(self.request.user, mandate).require()
        return mandate

    def _page(self, mandate: Mandate, form: MandateForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"mandate": mandate, "name": conf.display_name(mandate.person), "form": form}
        return render(self.request, "directory/mandate_edit.html", context, status=status)
