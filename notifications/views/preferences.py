"""How a person is told by mail: kinds, digest, quiet hours, absence, a pause, and what tomorrow's mail would say."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from notifications import conf
from notifications.actions import pause_mail, resume_mail, set_kind_mail, set_preferences
from notifications.digests import content_of
from notifications.forms import PreferencesForm, digest_in_words
from notifications.mails import compose_digest, parts_of
from notifications.models import Digest
from notifications.preferences import chosen_mails, preference_of
from notifications.schedule import Schedule, local_day
from notifications.tokens import address_of

from .access import MemberRequiredMixin

PREFERENCES = "notifications:mail-settings"


class PreferencesView(MemberRequiredMixin, View):
    """All choices about mails on one page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        stored = chosen_mails(request.user)
        form = self.form(request, preference_of(request.user), stored, request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        with transaction.atomic():
            set_preferences(user=request.user, **form.choices())
            for wish, mail in form.chosen_mails().items():
                if mail != stored[wish]:
                    set_kind_mail(user=request.user, wish_key=wish, mail=mail)
        messages.success(request, _("Saved."))
        return redirect(PREFERENCES)

    @staticmethod
    def form(request: HttpRequest, preference: Any, mails: Any, data: Any = None) -> PreferencesForm:
        return PreferencesForm(
            data,
            schedule=Schedule.of(preference),
            mails=mails,
            deputies=conf.deputies_of(request.user),
            deputy=preference.deputy_id if preference else None,
        )

    def page(self, request: HttpRequest, form: PreferencesForm | None, *, status: int = 200) -> HttpResponse:
        preference = preference_of(request.user)
        context = {
            "form": form or self.form(request, preference, chosen_mails(request.user)),
            "preference": preference,
            "address": address_of(request.user),
            "mail_delay": conf.mail_delay_minutes(),
            "digest": digest_in_words(Schedule.of(preference)),
        }
        return render(request, "notifications/preferences.html", context, status=status)


class MailPauseView(MemberRequiredMixin, View):
    """Stops all mails, or (``resume``) lets them come again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if "resume" in request.POST:
            resume_mail(user=request.user)
            messages.success(request, _("You get e-mails again. They tell of what comes from now on."))
        else:
            pause_mail(user=request.user)
            messages.success(request, _("You get no more e-mails until you turn them on again."))
        return redirect(PREFERENCES)


class DigestPreviewView(MemberRequiredMixin, View):
    """What the next digest would say if nothing else happened. Sends and settles nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        reader: Any = request.user
        preference = preference_of(reader)
        moment = Schedule.of(preference).next_digest(timezone.now())
        content = content_of([reader.pk], timezone.now()).get(reader.pk)
        context = {
            "moment": moment,
            "is_paused": bool(preference and (preference.paused_at or preference.address_paused_at)),
            "subject": self.subject(reader, moment, content) if content else "",
            "parts": parts_of(content) if content else [],
        }
        return render(request, "notifications/digest_preview.html", context)

    @staticmethod
    def subject(user: Any, moment: datetime, content: Any) -> str:
        return str(compose_digest(Digest(pk=0, user=user, period=local_day(moment)), content).subject)
