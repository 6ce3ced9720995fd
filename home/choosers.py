"""What an editor can choose from the directory and the forum: what they may know of, and threads of open areas only.

A page is edited by several people and its title line stands in forms and histories, so nothing of a closed area
belongs into it.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.forms import CharField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from directory.models import Municipality, Profile
from forum.enums import Visibility
from forum.models import Thread
from kit.access import MEMBERS, Person


def choices(model: type, user: Person) -> QuerySet[Any]:
    """What this person may choose."""
    if model is Thread:
        threads = Thread.objects.visible_to(user).listed().filter(area__room=MEMBERS)
        return threads.select_related("area").order_by("-bumped_at", "-pk")
    if model is Profile:
        people: QuerySet[Any] = Profile.objects.visible_to(user).listed().with_sort_name()
        return people.select_related("person").order_by("sort_name", "pk")
    towns: QuerySet[Any] = Municipality.objects.visible_to(user).with_sort_name()
    return towns.order_by("sort_name", "pk")


SEARCHED: dict[type, tuple[str, ...]] = {
    Thread: ("title",),
    Profile: ("person__first_name", "person__last_name"),
    Municipality: ("label", "official_name"),
}


class NameFilterForm(BaseFilterForm):
    """Words that occur in the name or title."""

    q = CharField(label=gettext_lazy("Search"), required=False, max_length=100, strip=True)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        words = self.cleaned_data.get("q", "")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        for word in words.split():
            anywhere = Q(pk__in=[])
            for field in SEARCHED[objects.model]:
                anywhere |= Q((f"{field}__icontains", word))
            objects = objects.filter(anywhere)
        return objects


def title_of(instance: Any) -> str:
    return str(instance.person if isinstance(instance, Profile) else instance)


class _Listed:
    filter_form_class = NameFilterForm

    @property
    def title_column(self) -> Any:
        column = super().title_column  # type: ignore[misc]
        column.accessor = title_of
        return column

    def get_object_list(self) -> QuerySet[Any]:
        return choices(self.model_class, self.request.user)  # type: ignore[attr-defined]


class VisibleChooseView(_Listed, ChooseView):
    """The first page of the dialog."""


class VisibleChooseResultsView(_Listed, ChooseResultsView):
    """Its list alone."""


class VisibleChosenView(ChosenView):
    def get_object(self, pk: str) -> Any:
        if not pk.isdecimal() or len(pk) > 18:
            raise ObjectDoesNotExist
        return choices(self.model_class, self.request.user).get(pk=int(pk))


class VisibleChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        numbers = [int(pk) for pk in pks if pk.isdecimal() and len(pk) < 19]
        return choices(self.model_class, self.request.user).filter(pk__in=numbers)


class OpenTitleChooser(BaseChooser):
    """Names what was chosen as long as every member may know of it; else only that something was."""

    def get_display_title(self, instance: Any) -> str:
        if isinstance(instance, Thread):
            is_open = instance.visibility == Visibility.PUBLIC and instance.area.room == MEMBERS
            return str(instance) if is_open else _("Thread that not all members can read")
        return title_of(instance)


class VisibleChooserViewSet(ChooserViewSet):
    choose_view_class = VisibleChooseView
    choose_results_view_class = VisibleChooseResultsView
    chosen_view_class = VisibleChosenView
    chosen_multiple_view_class = VisibleChosenMultipleView
    base_widget_class = OpenTitleChooser
    register_widget = False
    per_page = 10
    choose_another_text = gettext_lazy("Choose another")


class ThreadChooserViewSet(VisibleChooserViewSet):
    model = Thread
    icon = "comment"
    choose_one_text = gettext_lazy("Choose a thread")


class PersonChooserViewSet(VisibleChooserViewSet):
    model = Profile
    icon = "user"
    choose_one_text = gettext_lazy("Choose a person")


class MunicipalityChooserViewSet(VisibleChooserViewSet):
    model = Municipality
    icon = "site"
    choose_one_text = gettext_lazy("Choose a municipality")


VIEWSETS: dict[str, VisibleChooserViewSet] = {
    "thread": ThreadChooserViewSet("thread_chooser"),
    "person": PersonChooserViewSet("person_chooser"),
    "municipality": MunicipalityChooserViewSet("municipality_chooser"),
}
