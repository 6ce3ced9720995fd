"""What the site asks of a person, in one place."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from notifications.actions import decline_request
from notifications.actions.requests import as_notification
from notifications.models import Request
from notifications.registry import lines_for
from notifications.requests import BUDGET

from .access import MemberRequiredMixin

SHOWN = 20


class RequestListView(MemberRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(Request.objects.visible_to(request.user).order_by("-told_at", "-pk")[:SHOWN])
        lines = lines_for(as_notification(row, request.user) for row in rows)
        context = {"asked": [(row, lines[row.pk]) for row in rows if row.pk in lines], "days": BUDGET.days}
        return render(request, "notifications/request_list.html", context)


class RequestDeclineView(MemberRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            decline_request(user=request.user, request_id=pk)
        except Request.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("All right. You will not be asked this again."))
        return redirect("notifications:request-list")
