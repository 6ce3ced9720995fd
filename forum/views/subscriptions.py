"""What a person wants to hear of: one choice at a time beside its thread, tag or area, and all on one page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.actions.subscriptions import (
    change_area_levels,
    change_levels,
    set_area_level,
    set_automatic_level,
    set_tag_level,
    set_thread_level,
    unset_levels,
)
from forum.enums import Level
from forum.subscription_forms import SHORT, AutomaticLevelForm, LevelForm, TagChoiceForm, levels_from
from forum.subscription_list import chosen_level, subscription_page
from forum.tag_list import managed_tags

from .base import ForumView


class LevelView(ForumView):
    """How much to hear of one thing. The quick buttons send a level alone, the page of choices also a day."""

    field = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.find()
        mine = chosen_level(request.user, **{self.field: found.pk})
        level = mine.level if mine else getattr(found, "default_level", Level.NORMAL)
        return self.page(found, LevelForm(initial={"level": level, "until": mine.until if mine else None}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.find()
        form = LevelForm(request.POST)
        if not form.is_valid():
            return self.page(found, form, status=422)
        self.save(found, Level(form.cleaned_data["level"]), form.cleaned_data["until"])
        messages.success(request, _("Saved."))
        return redirect(self.url_of(found))

    def find(self) -> Any:
        """The thing of the address, through its door. Raises Http404."""
        raise NotImplementedError

    def save(self, found: Any, level: Level, until: Any) -> None:
        raise NotImplementedError

    def url_of(self, found: Any) -> str:
        return str(found.get_absolute_url())

    def page(self, found: Any, form: LevelForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "name": str(found), "back_url": self.url_of(found), "field": self.field}
        return render(self.request, "forum/level.html", context, status=status)


class ThreadLevelView(LevelView):
    field = "thread"

    def find(self) -> Any:
        return self.get_thread(int(self.kwargs["pk"]))

    def save(self, found: Any, level: Level, until: Any) -> None:
        set_thread_level(actor=self.request.user, thread=found, level=level, until=until)


class AreaLevelView(LevelView):
    field = "area"

    def find(self) -> Any:
        return self.get_area(self.kwargs["area"])

    def save(self, found: Any, level: Level, until: Any) -> None:
        set_area_level(actor=self.request.user, area=found, level=level, until=until)


class TagLevelView(LevelView):
    field = "tag"

    def find(self) -> Any:
        found = managed_tags(self.request.user).filter(slug=self.kwargs["tag"]).first()
        if found is None:
            raise Http404
        return found

    def save(self, found: Any, level: Level, until: Any) -> None:
        set_tag_level(actor=self.request.user, tag=found, level=level, until=until)

    def url_of(self, found: Any) -> str:
        return f"{reverse('forum:index')}?schlagwort={found.slug}"


class SubscriptionsView(ForumView):
    """All a person has chosen, to change in place."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TagChoiceForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "tag" in request.POST:
            return self.add_tag()
        if "automatic" in request.POST:
            return self.set_automatic()
        try:
            areas, own, unset = levels_from(request.POST.dict())
        except ValidationError:
            return HttpResponse(status=400)
        change_area_levels(actor=request.user, levels=areas)
        change_levels(actor=request.user, levels=own)
        unset_levels(actor=request.user, subscription_ids=unset)
        return self.saved()

    def add_tag(self) -> HttpResponse:
        form = TagChoiceForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            return self.page(form, status=422)
        set_tag_level(actor=self.request.user, tag=form.cleaned_data["tag"], level=Level.WATCHING)
        return self.saved()

    def set_automatic(self) -> HttpResponse:
        form = AutomaticLevelForm(self.request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        set_automatic_level(actor=self.request.user, level=Level(form.cleaned_data["level"]))
        return self.saved()

    def saved(self) -> HttpResponse:
        """Back to the same part of the lists."""
        messages.success(self.request, _("Saved."))
        return redirect(self.request.get_full_path())

    def page(self, form: TagChoiceForm, *, status: int = 200) -> HttpResponse:
        data = self.request.GET
        found = subscription_page(
            self.request.user,
            tag_after=data.get("ab", "").replace("\x00", ""),
            before=data.get("vor", ""),
            after=data.get("nach", ""),
        )
        context = {
            "found": found,
            "form": form,
            "automatic": AutomaticLevelForm(initial={"level": found.automatic}),
            "choices": SHORT,
        }
        return render(self.request, "forum/subscriptions.html", context, status=status)
