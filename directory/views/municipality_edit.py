"""What a municipality says of itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions, policy
from directory.forms import MunicipalityForm
from directory.models import Municipality
from kit.forms import add_errors
from kit.views import MemberView


class MunicipalityEditView(MemberView):
    """Website, mailbox and a few sentences; the facts of the register are nobody's to edit."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        municipality = self._municipality(slug)
        return self._page(municipality, MunicipalityForm(municipality=municipality))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        municipality = self._municipality(slug)
        form = MunicipalityForm(request.POST, municipality=municipality)
        if form.is_valid():
            try:
                actions.edit_municipality(actor=request.user, municipality=municipality, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The page of %(name)s is saved.") % {"name": municipality.label})
                return redirect(municipality)
        return self._page(municipality, form, status=422)

    def _municipality(self, slug: str) -> Municipality:
        municipality = get_object_or_404(Municipality.objects.visible_to(self.request.user), slug=slug)
        policy.can_edit_municipality(self.request.user, municipality).require()
        return municipality

    def _page(self, municipality: Municipality, form: MunicipalityForm, status: int = 200) -> HttpResponse:
        context = {"municipality": municipality, "form": form}
        return render(self.request, "directory/municipality_edit.html", context, status=status)
