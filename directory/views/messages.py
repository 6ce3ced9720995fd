"""Writing to a person through the site."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory import actions, conf, policy
from directory.errors import TooManyMessages
from directory.forms import MessageForm
from directory.mails import address_of
from directory.models import Profile
from kit.forms import add_errors
from kit.views import MemberView
from notifications.absences import absence_of


class MessageCreateView(MemberView):
    """A message to one person; theirs is the only address that is not shown."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._page(self._profile(slug), MessageForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        profile = self._profile(slug)
        form = MessageForm(request.POST)
        if form.is_valid():
            try:
                actions.send_message(actor=request.user, profile=profile, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            except TooManyMessages as error:
                return self._wait(profile, form, error)
            else:
                name = conf.display_name(profile.person)
                messages.success(request, _("Your message to %(name)s is on its way.") % {"name": name})
                return redirect(profile)
        return self._page(profile, form, status=422)

    def _profile(self, slug: str) -> Profile:
        people = Profile.objects.visible_to(self.request.user)
        visible = people.select_related("person__mail_preference__deputy__profile")
        profile: Profile = get_object_or_404(visible, slug=slug)
        policy.can_write_to(self.request.user, profile).require()
        return profile

    def _wait(self, profile: Profile, form: MessageForm, error: TooManyMessages) -> HttpResponse:
        moment = date_format(timezone.localtime(error.next_at), pgettext("date format", "l, j F, H:i"))
        text = _(
            "You can send %(limit)s messages in 24 hours, and you have sent them. The next one is possible on "
            "%(moment)s. Your text is kept on this page."
        )
        form.add_error(None, text % {"limit": error.limit, "moment": moment})
        response = self._page(profile, form, status=429)
        response.headers["Retry-After"] = str(max(1, round((error.next_at - timezone.now()).total_seconds())))
        return response

    def _page(self, profile: Profile, form: MessageForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "profile": profile,
            "name": conf.display_name(profile.person),
            "form": form,
            "own_address": address_of(self.request.user),
            "absence": absence_of(profile.person),
        }
        return render(self.request, "directory/message_create.html", context, status=status)
