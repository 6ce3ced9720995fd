"""modeladmin as the office uses it: lists to look at, row buttons that lead to our own pages, nothing to type into.

wagtail-modeladmin reads more than one may see unless told otherwise: single objects through the default manager,
filters by any field somebody writes into the address. Here every object comes from ``get_queryset``, which is
``visible_to``, and the address filters by the declared filters alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field, quote
from django.contrib.auth.models import Permission
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView, WMABaseView

from kit.decision import Decision

from . import policy
from .spreadsheet import safe_cell

READING = ["get", "head", "options"]


@dataclass(frozen=True)
class Act:
    """What can be done with a row, on a page of its own that says what follows.

    ``name``: last part of the address; ``may``: the app's policy; ``is_offered``: whether it changes anything now;
    ``form``: builds the form for an object; ``run``: calls the action and gives the message.
    """

    name: str
    label: str | Promise
    consequence: str | Promise
    may: Callable[[Any, Any], Decision]
    is_offered: Callable[[Any], bool]
    form: Callable[..., Form]
    run: Callable[[Any, Any, dict[str, Any]], str]


class OfficePermissionHelper(PermissionHelper):
    """modeladmin's questions, answered by policy. Rows were seen through ``visible_to`` before anybody asks."""

    def user_can_list(self, user: Any) -> bool:
        return bool(policy.can_work_in_office(user))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class OfficeButtonHelper(ButtonHelper):
    """Look at it, then what the policies allow, then pages of the members' area."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        admin = self.view.model_admin
        css = self.finalise_classname([*(classnames_add or []), "button-secondary"])
        for act in admin.acts:
            if act.is_offered(obj) and act.may(self.request.user, obj):
                url = reverse(admin.act_route(act), args=[obj.pk])
                buttons.append({"url": url, "label": act.label, "title": f"{act.label}: {obj}", "classname": css})
        for label, url in admin.links(self.request.user, obj):
            buttons.append({"url": url, "label": label, "title": f"{label}: {obj}", "classname": css})
        return buttons


class OfficeIndexView(IndexView):
    """The list and, where ``list_export`` says so, its export."""

    http_method_names = READING

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method.lower() not in READING:  # type: ignore[union-attr]  # before an export is made
            return self.http_method_not_allowed(request)
        if "%00" in request.GET.urlencode() or (request.GET.get(self.EXPORT_VAR) and not self.may_export):
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(self.index_url)

    @property
    def may_export(self) -> bool:
        return bool(self.model_admin.list_export)

    def get_filters(self, request: HttpRequest) -> Any:
        """The declared filters only: modeladmin would filter by any field of any related table (a password hash)."""
        specs, has_filters, _undeclared, use_distinct = super().get_filters(request)
        return specs, has_filters, {}, use_distinct

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return self.model_admin.search(queryset, search_term, request.user) if search_term.strip() else queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            return super().get_context_data(**kwargs)
        except InvalidPage:  # a page that is no more
            self.page_num = 1
            return super().get_context_data(**kwargs)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {name: safe_cell(lookup_field(name, item, self.model_admin)[2]) for name in self.list_export}


class OfficeInspectView(InspectView):
    """The facts of one row. Gets the object that ``get_queryset`` gave."""

    http_method_names = READING

    def __init__(self, model_admin: "OfficeModelAdmin", instance: Any) -> None:
        WMABaseView.__init__(self, model_admin)
        self.instance = instance
        self.instance_pk = self.pk_quoted = quote(instance.pk)

    def get_dict_for_field(self, field_name: str) -> dict[str, Any]:
        """Columns of the admin, not only fields of the model."""
        value = lookup_field(field_name, self.instance, self.model_admin)[2]
        choice = getattr(self.instance, f"get_{field_name}_display", None)
        shown = choice() if choice else value
        empty = self.model_admin.get_empty_value_display(field_name)
        label = label_for_field(field_name, self.model, self.model_admin)
        return {"label": label, "value": empty if shown in (None, "") else shown}


class OfficeModelAdmin(ModelAdmin):
    """A list to look at. Subclasses declare columns, filters, acts, and say what a person may see."""

    acts: ClassVar[tuple[Act, ...]] = ()
    purpose_export: ClassVar[tuple[str, ...]] = ()  # columns that are exported only for a purpose one gives
    export_filename = ""
    permission_helper_class = OfficePermissionHelper
    button_helper_class = OfficeButtonHelper
    index_view_class = OfficeIndexView
    inspect_view_class = OfficeInspectView
    inspect_view_enabled = True
    history_view_enabled = False  # Wagtail's log is the administration's (row A07); acts stand in the moderation log
    list_per_page = 50

    def visible_to(self, user: Any) -> QuerySet[Any]:
        """The rows this person may know of."""
        raise NotImplementedError

    def search(self, queryset: QuerySet[Any], words: str, user: Any) -> QuerySet[Any]:
        """The rows in which each of the words occurs, as far as this person may read them."""
        raise NotImplementedError

    def links(self, user: Any, obj: Any) -> list[tuple[str | Promise, str]]:
        """Label and address of pages elsewhere that belong to the row."""
        return []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.visible_to(request.user)

    def get_visible(self, request: HttpRequest, pk: str) -> Any:
        """One row, or 404 where the person may not know of it."""
        if not pk.isdecimal() or len(pk) > 18:
            raise Http404
        rows = self.get_queryset(request)
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return get_object_or_404(rows, pk=int(pk))

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        policy.can_work_in_office(request.user).require()
        instance = self.get_visible(request, instance_pk)
        return self.inspect_view_class.as_view(model_admin=self, instance=instance)(request)

    @property
    def route_prefix(self) -> str:
        return str(self.base_url_path).replace("/", "_")

    @property
    def export_url(self) -> str:
        return reverse(f"{self.route_prefix}_export") if self.purpose_export else ""

    def act_route(self, act: Act) -> str:
        return f"{self.route_prefix}_{act.name}"

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """The list, one row, and the acts; modeladmin's own pages to create, edit and delete do not exist."""
        from .views import ActView, DirectoryExportView

        helper = self.url_helper
        views = [
            path(f"{self.base_url_path}/", self.index_view, name=helper.get_action_url_name("index")),
            path(
                f"{self.base_url_path}/inspect/<str:instance_pk>/",
                self.inspect_view,
                name=helper.get_action_url_name("inspect"),
            ),
        ]
        for act in self.acts:
            view = ActView.as_view(model_admin=self, act=act)
            views.append(path(f"{self.base_url_path}/{act.name}/<str:pk>/", view, name=self.act_route(act)))
        if self.purpose_export:
            export = DirectoryExportView.as_view(model_admin=self)
            views.append(path(f"{self.base_url_path}/export/", export, name=f"{self.route_prefix}_export"))
        return tuple(views)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        return Permission.objects.none()  # rights follow from keys, not from groups

    def register_indexing(self) -> None:
        """Not in Wagtail's index of references: every post would write into it."""

    def register_admin_url_finders(self) -> None:
        """There is no page to edit them."""
