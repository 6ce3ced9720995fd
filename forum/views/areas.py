"""Areas for those who look after them: list and order, creating, changing, archiving, and who is in a closed one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.actions.areas import add_people, create_area, edit_area, order_areas, remove_people, set_archived
from forum.conf import AuthorCard, card_of
from forum.models import Area
from forum.moderation_forms import AreaCreateForm, AreaForm, AreaOrderForm, AreaPeopleForm
from forum.people import people_called
from forum.question_forms import questions_form
from kit.access import MEMBERS, forget_keys, users_with
from kit.forms import add_errors

from .base import ForumView

MOST_FOUND = 20


class AreaListView(ForumView):
    """The areas the person can read, in their order, with what can be done to each. One statement for any number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_areas(request.user).require()
        visible = Area.objects.visible_to(request.user).select_related("topic")
        # Counting drops the model's own order.
        areas = list(visible.annotate(people_count=Count("memberships")).order_by("position", "name"))
        used = [area for area in areas if not area.is_archived]
        context = {"rows": order_rows(used), "archived": [area for area in areas if area.is_archived]}
        return render(request, "forum/area_list.html", context)


def order_rows(areas: Sequence[Area]) -> list[dict[str, Any]]:
    """Each area with the whole order after moving it one place up or down; empty where it cannot go further."""
    ids = [area.pk for area in areas]

    def swapped(first: int) -> str:
        if not 0 <= first < len(ids) - 1:
            return ""
        return ",".join(map(str, [*ids[:first], ids[first + 1], ids[first], *ids[first + 2 :]]))

    return [{"area": area, "up": swapped(place - 1), "down": swapped(place)} for place, area in enumerate(areas)]


class AreaOrderView(ForumView):
    """Writes a new order of the areas."""

    def post(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_areas(request.user).require()
        form = AreaOrderForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        try:
            order_areas(actor=request.user, area_ids=form.cleaned_data["order"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The new order is saved."))
        return redirect("moderation:area-list")


class AreaCreateView(ForumView):
    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_areas(request.user).require()
        return self.page(request, AreaCreateForm(), questions_form(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_areas(request.user).require()
        form, questions = AreaCreateForm(request.POST), questions_form(None, request.POST)
        if not form.is_valid() or not (questions is None or questions.is_valid()):
            return self.page(request, form, questions, status=422)
        asked = questions.rows() if questions else []
        try:
            area = create_area(actor=request.user, **form.cleaned_data, questions=asked)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, form, questions, status=422)
        messages.success(request, _("The area “%(area)s” was created.") % {"area": area.name})
        if area.is_closed:
            return redirect("moderation:area-members", area.slug)
        return redirect("moderation:area-list")

    @staticmethod
    def page(request: HttpRequest, form: Form, questions: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "questions": questions or questions_form(None), "area": None}
        return render(request, "forum/area_form.html", context, status=status)


class AreaView(ForumView):
    """A page about one area: 404 where the person may not know of it, 403 where they may not manage it."""

    def managed_area(self, slug: str) -> Area:
        area = self.get_area(slug)
        policy.can_manage_area(self.request.user, area).require()
        return area


class AreaEditView(AreaView):
    def get(self, request: HttpRequest, area: str) -> HttpResponse:
        found = self.managed_area(area)
        initial = {name: getattr(found, name) for name in AreaForm.base_fields}
        return self.page(request, found, AreaForm(initial=initial, area=found), questions_form(found))

    def post(self, request: HttpRequest, area: str) -> HttpResponse:
        found = self.managed_area(area)
        form, questions = AreaForm(request.POST, area=found), questions_form(found, request.POST)
        if not form.is_valid() or not (questions is None or questions.is_valid()):
            return self.page(request, found, form, questions, status=422)
        asked = questions.rows() if questions else None
        try:
            edit_area(actor=request.user, area=found, **form.cleaned_data, questions=asked)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, found, form, questions, status=422)
        messages.success(request, _("The area was changed."))
        return redirect("moderation:area-list")

    @staticmethod
    def page(request: HttpRequest, area: Area, form: Form, questions: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "questions": questions or questions_form(area), "area": area}
        return render(request, "forum/area_form.html", context, status=status)


class AreaArchiveView(AreaView):
    """Asks, then archives an area or takes it back into use."""

    def get(self, request: HttpRequest, area: str) -> HttpResponse:
        return render(request, "forum/area_archive.html", {"area": self.managed_area(area)})

    def post(self, request: HttpRequest, area: str) -> HttpResponse:
        is_archived = request.POST.get("is_archived") == "1"
        set_archived(actor=request.user, area=self.managed_area(area), is_archived=is_archived)
        messages.success(request, _("The area is archived.") if is_archived else _("The area is in use again."))
        return redirect("moderation:area-list")


class AreaMembersView(AreaView):
    """Who is in a closed area; people are found by name and added or removed one by one."""

    def get(self, request: HttpRequest, area: str) -> HttpResponse:
        return self.page(request, self.managed_area(area))

    def post(self, request: HttpRequest, area: str) -> HttpResponse:
        found = self.managed_area(area)
        form = AreaPeopleForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        user_id, is_on = form.cleaned_data["user"], form.cleaned_data["is_on"]
        try:
            change = add_people if is_on else remove_people
            change(actor=request.user, area=found, user_ids=[user_id])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.page(request, found, status=409)
        card = card_of(conf.author_cards([user_id]), user_id)
        text = _("%(name)s can now read this area.") if is_on else _("%(name)s can no longer read this area.")
        messages.success(request, text % {"name": card.name})
        forget_keys(request.user)
        if not policy.can_see_area(request.user, found):  # people may take themselves off the list
            return redirect("moderation:area-list")
        return redirect(reverse("moderation:area-members", args=[found.slug]))

    @staticmethod
    def page(request: HttpRequest, area: Area, *, status: int = 200) -> HttpResponse:
        typed = " ".join(request.GET.get("q", "").split())
        listed = list(area.memberships.values_list("user", flat=True))
        found: list[int] = []
        if area.is_closed and typed:
            candidates = people_called(users_with(MEMBERS).exclude(pk__in=listed), typed)
            found = list(candidates.values_list("pk", flat=True)[: MOST_FOUND + 1])
        cards = conf.author_cards([*listed, *found])
        people: list[AuthorCard] = sorted((card_of(cards, pk) for pk in listed), key=lambda card: card.name)
        context = {
            "area": area,
            "people": people,
            "typed": typed,
            "found": [card_of(cards, pk) for pk in found[:MOST_FOUND]],
            "has_more": len(found) > MOST_FOUND,
        }
        return render(request, "forum/area_members.html", context, status=status)
