"""Filters of the office's lists. Their choices show nothing the person may not know of."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import Municipality
from forum.enums import ThreadState
from forum.models import Area

from .counts import open_cases, waiting_questions


class AreaFilter(SimpleListFilter):
    title = _("area")
    parameter_name = "bereich"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return list(Area.objects.visible_to(request.user).values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(area__slug=self.value()) if self.value() else queryset


class StateFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(state.value, str(state.label)) for state in ThreadState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class WaitingFilter(SimpleListFilter):
    """The list behind the number on the dashboard."""

    title = _("answer")
    parameter_name = "antwort"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("offen", str(_("waiting for more than three days")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return waiting_questions(queryset) if self.value() == "offen" else queryset


class CaseFilter(SimpleListFilter):
    title = _("decision")
    parameter_name = "faelle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("offen", str(_("not yet decided"))), ("entschieden", str(_("decided")))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        match self.value():
            case "offen":
                return open_cases(queryset)
            case "entschieden":
                return queryset.closed()
        return queryset


class RegionFilter(SimpleListFilter):
    title = _("administrative region")
    parameter_name = "bezirk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        regions = Municipality.objects.visible_to(request.user).exclude(region="").order_by("region")
        return [(name, name) for name in regions.values_list("region", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(region=self.value()) if self.value() else queryset


class MembershipFilter(SimpleListFilter):
    title = _("network")
    parameter_name = "mitglied"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("ja", str(_("members"))), ("nein", str(_("others")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"ja": True, "nein": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(is_member=wanted)


class AccountFilter(SimpleListFilter):
    title = _("account")
    parameter_name = "konto"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("aktiv", str(_("active"))), ("geschlossen", str(_("deactivated")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"aktiv": True, "geschlossen": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(person__is_active=wanted)
