"""The list of notifications."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from notifications import policy
from notifications.actions import mark_read, mark_unread
from notifications.bell import in_figures
from notifications.feeds import ALL, FILTERS, UNREAD, WAITING, notification_page
from notifications.models import Notification
from notifications.models.notification import KEEP_DAYS
from notifications.preferences import has_paused
from notifications.registry import Tab

from .access import MemberRequiredMixin


class NotificationListView(MemberRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("filter", ALL)
        if chosen not in FILTERS:
            raise BadRequest("Unknown filter.")
        found = notification_page(
            request.user, chosen, before=request.GET.get("vor", ""), after=request.GET.get("nach", "")
        )
        total = found.unread.total()
        tabs = [
            (ALL, _("All"), ""),
            (UNREAD, _("Unread"), in_figures(total) if total else ""),
            *([(WAITING, _("Waiting for you"), "")] if chosen == WAITING else []),
            (Tab.MENTIONS.value, _("Mentions"), found.unread[Tab.MENTIONS] or ""),
            (Tab.REPLIES.value, _("Replies"), found.unread[Tab.REPLIES] or ""),
        ]
        context = {
            "days": found.days,
            "page": found.page,
            "tabs": tabs,
            "chosen": chosen,
            "unread_count": total,
            "unread_text": in_figures(total),
            "keep_days": KEEP_DAYS,
            "has_paused": has_paused(request.user),
            "here": request.get_full_path(),
            "may_announce": bool(policy.can_announce(request.user)),
        }
        return render(request, "notifications/notification_list.html", context)


class NotificationReadView(MemberRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
        if mark_read(user=request.user, notification_ids=[pk]):
            messages.success(request, _("Marked as read."))
        return go_back(request)


class NotificationUnreadView(MemberRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
        if mark_unread(user=request.user, notification_ids=[pk]):
            messages.success(request, _("Marked as unread."))
        return go_back(request)


class NotificationReadAllView(MemberRequiredMixin, View):
    def post(self, request: HttpRequest) -> HttpResponse:
        mark_read(user=request.user, everything=True)
        messages.success(request, _("All notifications are marked as read."))
        return go_back(request)


def go_back(request: HttpRequest) -> HttpResponse:
    """To the page of the list the button stood on."""
    target = request.POST.get("zurueck", "")
    is_own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if is_own else reverse("notifications:notification-list"))
