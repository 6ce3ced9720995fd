"""Writing to all, in two steps; reading what was written."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.generic import View

from kit.forms import add_errors
from notifications import actions, conf, policy
from notifications.actions.announcing import receivers
from notifications.announcement_form import AnnouncementForm
from notifications.models import Announcement

from .access import MemberRequiredMixin

LATEST = 5


class AnnouncementCreateView(MemberRequiredMixin, View):
    """Write, see how many will receive it, send. Nothing is sent or kept before the second step."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_announce(request.user).require()
        return self._write(AnnouncementForm(initial={"idempotency_key": uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        policy.can_announce(request.user).require()
        form = AnnouncementForm(request.POST)
        if not form.is_valid():
            return self._write(form, status=422)
        if "zurueck" in request.POST:
            return self._write(form)
        if "senden" not in request.POST:
            return self._confirm(form)
        try:
            sent = actions.announce(actor=request.user, audience=form.chosen, **self._message(form))
        except ValidationError as error:
            add_errors(form, error)
            return self._write(form, status=422)
        told = ngettext(
            "Your announcement is on its way to %(count)s person.",
            "Your announcement is on its way to %(count)s people.",
            sent.receiver_count,
        )
        messages.success(request, told % {"count": sent.receiver_count})
        return redirect(sent)

    @staticmethod
    def _message(form: AnnouncementForm) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("title", "text", "idempotency_key")}

    def _write(self, form: AnnouncementForm, status: int = 200) -> HttpResponse:
        visible = Announcement.objects.visible_to(self.request.user)
        latest = visible.select_related("author").order_by("-sent_at")[:LATEST]
        context = {
            "form": form,
            "latest": [(each, conf.display_name(each.author)) for each in latest],
            "limit": conf.announcements_a_day(),
        }
        return render(self.request, "notifications/announcement_create.html", context, status=status)

    def _confirm(self, form: AnnouncementForm) -> HttpResponse:
        context = {
            "form": form,
            "audience": form.chosen,
            "number": receivers(form.chosen, self.request.user).count(),
            "message": form.cleaned_data,
        }
        return render(self.request, "notifications/announcement_confirm.html", context)


class AnnouncementView(MemberRequiredMixin, View):
    """One announcement, for whom its room is open."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visible = Announcement.objects.visible_to(request.user).select_related("author")
        announcement = get_object_or_404(visible, pk=pk)
        context = {
            "announcement": announcement,
            "author": conf.display_name(announcement.author),
            "is_own": announcement.author_id == request.user.pk,
        }
        return render(request, "notifications/announcement.html", context)
