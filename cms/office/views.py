"""Pages of the office in the editors' area: what a row button does, and the export of the directory."""

from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import PageReportView
from wagtail.log_actions import log

from cms.accounts.views.person import person_of
from home.models import ContentPage

from . import policy
from .counts import pages_to_check
from .forms import ExportForm
from .modeladmin import Act
from .spreadsheet import safe_cell


class OfficePageView(WagtailAdminTemplateMixin, FormView):
    """A page with a form and one button, reached from a list."""

    model_admin: Any = None  # an OfficeModelAdmin, given with the address
    template_name = "office/page.html"

    def get_header_icon(self) -> str:
        return str(self.model_admin.get_menu_icon())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": self.model_admin.url_helper.index_url, "label": self.model_admin.get_menu_label()}
        return [*super().get_breadcrumbs_items(), listing, {"url": "", "label": self.get_page_title()}]

    def get_success_url(self) -> str:
        return str(self.model_admin.url_helper.index_url)


class ActView(OfficePageView):
    """Says what follows, then does it: by the app's action, which asks its policy again under the lock."""

    act: Act = None  # type: ignore[assignment]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.can_work_in_office(request.user).require()
        self.object = self.model_admin.get_visible(request, kwargs["pk"])
        self.act.may(request.user, self.object).require()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.act.label)

    def get_page_subtitle(self) -> str:
        return self.name

    @cached_property
    def name(self) -> str:
        return str(self.object.person if hasattr(self.object, "person") else self.object)

    def get_form(self, form_class: Any = None) -> BaseForm:
        data = (self.request.POST,) if self.request.method == "POST" else ()
        return self.act.form(self.object, *data)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            message = self.act.run(person_of(self.request), self.object, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, message)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            consequence=self.act.consequence, button=self.act.label, back=self.get_success_url(), **kwargs
        )


class DirectoryExportView(OfficePageView):
    """A table of people or municipalities, for a purpose that is written down (row D05).

    The password is asked for again; the entry in Wagtail's log is written before the first row leaves.
    """

    form_class = ExportForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.can_work_in_office(request.user).require()
        if is_reauthentication_required(request, app="allauth.account"):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Export")

    def get_page_subtitle(self) -> str:
        return str(self.model_admin.get_menu_label())

    def form_valid(self, form: Any) -> HttpResponse:
        person = person_of(self.request)
        data = {"list": self.model_admin.export_filename, "purpose": form.cleaned_data["purpose"]}
        log(person, "office.export_directory", user=person, data=data)
        view = self.model_admin.index_view_class(self.model_admin)
        view.setup(self.request)
        view.list_export = self.model_admin.purpose_export
        rows = self.model_admin.get_queryset(self.request).order_by(*self.model_admin.ordering)
        table: HttpResponse = view.as_spreadsheet(rows, form.cleaned_data["file_format"])
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = _(
            "The table holds names, municipalities and functions, nothing that people opened to some only. Who exported"
            " it, when and what for is written down. Delete the file when its purpose is fulfilled."
        )
        return super().get_context_data(consequence=text, button=_("Export"), back=self.get_success_url(), **kwargs)


class PagesToCheckView(PageReportView):
    """The list behind the dashboard's »Pages to check«."""

    page_title = _lazy("Pages to check")
    header_icon = "date"
    index_url_name = "office_pages_to_check"
    index_results_url_name = "office_pages_to_check_results"
    any_permission_required: ClassVar = ["change"]
    model = ContentPage
    list_export: ClassVar = ["title", "checked_on", "last_published_at"]

    def get_queryset(self) -> Any:
        pages: Any = pages_to_check(self.request.user)
        return pages.prefetch_workflow_states()

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return safe_cell(super().preprocess_field_value(field, value, export_format))
