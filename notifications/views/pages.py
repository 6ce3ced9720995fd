"""The list of notifications, and how one is told by mail."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from notifications import conf
from notifications.actions import mark_read, mark_unread, set_instant_mail
from notifications.bell import in_figures
from notifications.feeds import ALL, FILTERS, UNREAD, WAITING, notification_page
from notifications.forms import MailSettingsForm
from notifications.models import MailPreference, Notification
from notifications.models.notification import KEEP_DAYS
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
            "has_instant_mail": wants_instant_mail(request.user),
            "mail_delay": conf.mail_delay_minutes(),
            "here": request.get_full_path(),
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


class MailSettingsView(MemberRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        is_wanted = wants_instant_mail(request.user)
        form = MailSettingsForm(initial={"mail": MailSettingsForm.INSTANT if is_wanted else MailSettingsForm.NONE})
        return self._show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MailSettingsForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        set_instant_mail(user=request.user, is_wanted=form.cleaned_data["mail"] == MailSettingsForm.INSTANT)
        messages.success(request, _("Saved."))
        return redirect("notifications:mail-settings")

    @staticmethod
    def _show(request: HttpRequest, form: MailSettingsForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "mail_delay": conf.mail_delay_minutes()}
        return render(request, "notifications/mail_settings.html", context, status=status)


def wants_instant_mail(user: Any) -> bool:
    """Whether the person gets mails soon after each notification; the default is yes."""
    return not MailPreference.objects.filter(user=user, paused_at__isnull=False).exists()


def go_back(request: HttpRequest) -> HttpResponse:
    """To the page of the list the button stood on."""
    target = request.POST.get("zurueck", "")
    is_own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if is_own else reverse("notifications:notification-list"))
