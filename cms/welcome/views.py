"""One view per question. Its answers go to the app they belong to; »Weiter« and »Überspringen« both lead on."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.accounts.actions import finish_welcome
from cms.accounts.models import User
from directory.models import Profile
from forum.actions.subscriptions import choose_areas
from forum.summaries import watched_areas
from kit.views import MemberView

from .forms import MailForm, OffersForm, TopicsForm
from .mail_presets import Preset, choose_preset, preset_of
from .offers import choose_offers, offers_of

STEPS = ("topics", "offers", "mail")
OVERVIEW = "dashboard:overview"


def steps_of(user: Any) -> list[str]:
    """The questions this person is asked: without a profile nothing can be offered in it. One statement."""
    has_profile = Profile.objects.filter(person=user.pk).exists()
    return [step for step in STEPS if step != "offers" or has_profile]


class StartView(MemberView):
    """The way in that other pages and mails can name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("welcome:topics")


class StepView(MemberView):
    """A question of the first login, or (``is_tour`` off) the same one alone, from the account."""

    step = ""
    is_tour = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, self.own_steps(), self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        steps = self.own_steps()
        if "skip" not in request.POST:
            form = self.form(request.POST)
            if not form.is_valid():
                return self.page(request, steps, form, status=422)
            try:
                self.save(form.cleaned_data)
            except ValidationError as error:  # such as more subjects than a profile takes
                form.add_error(None, error.messages)
                return self.page(request, steps, form, status=422)
        if not self.is_tour:
            messages.success(request, _("Saved."))
            return redirect(f"welcome:own-{self.step}")
        finish_welcome(actor=cast(User, request.user))
        _previous, following = self.neighbours(steps)
        if following:
            return redirect(f"welcome:{following}")
        messages.success(request, _("That is all. You can change everything later under “My account”."))
        return redirect(OVERVIEW)

    def form(self, data: Any = None) -> Form:
        """The form with what is stored, so that going back shows what was chosen."""
        raise NotImplementedError

    def save(self, answers: dict[str, Any]) -> None:
        """Hands the answers to the action they are for."""
        raise NotImplementedError

    def own_steps(self) -> list[str]:
        """The person's questions; 404 where this one is none of them."""
        steps = steps_of(self.request.user)
        if self.step not in steps:
            raise Http404
        return steps

    def page(self, request: HttpRequest, steps: list[str], form: Form, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "number": steps.index(self.step) + 1, "total": len(steps), "is_tour": self.is_tour}
        context["previous"], _following = self.neighbours(steps)
        return render(request, f"welcome/{self.step}.html", context, status=status)

    def neighbours(self, steps: list[str]) -> tuple[str, str]:
        """The steps before and after this one, or empty."""
        around = ["", *steps, ""]
        place = around.index(self.step)
        return around[place - 1], around[place + 1]


class TopicsView(StepView):
    step = "topics"

    def form(self, data: Any = None) -> TopicsForm:
        chosen = [area.pk for area in watched_areas(self.request.user) if not area.is_closed]
        return TopicsForm(data, user=self.request.user, initial={"areas": chosen})

    def save(self, answers: dict[str, Any]) -> None:
        choose_areas(actor=self.request.user, areas=answers["areas"])


class OffersView(StepView):
    step = "offers"

    def form(self, data: Any = None) -> OffersForm:
        offers = offers_of(self.request.user)
        initial = {
            "topics": [row.topic_id for row in offers if row.topic_id],
            "tags": ", ".join(row.tag.name for row in offers if row.tag),
        }
        return OffersForm(data, initial=initial)

    def save(self, answers: dict[str, Any]) -> None:
        choose_offers(actor=self.request.user, topics=answers["topics"], tags=answers["tags"])


class MailView(StepView):
    step = "mail"

    def form(self, data: Any = None) -> MailForm:
        return MailForm(data, chosen=preset_of(self.request.user))

    def save(self, answers: dict[str, Any]) -> None:
        choose_preset(actor=self.request.user, preset=Preset(answers["mail"]))
