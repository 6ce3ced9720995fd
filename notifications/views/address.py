"""An address that takes no mails: why, and the button that uses it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from notifications import conf
from notifications.actions import use_address_again
from notifications.address_notice import forget, paused_address
from notifications.tokens import address_of

from .access import MemberRequiredMixin


class MailAddressView(MemberRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        name = conf.address_url_name()
        context = {
            "address": address_of(request.user),
            "paused": paused_address(request.user),
            "change_url": reverse(name) if name else "",
        }
        return render(request, "notifications/mail_address.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        use_address_again(user=request.user)
        forget(request)
        messages.success(request, _("E-mails go to your address again."))
        return redirect("notifications:mail-settings")
