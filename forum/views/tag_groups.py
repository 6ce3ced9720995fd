"""Groups of tags, looked after by the speaker team."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.tag_groups import delete_tag_group, save_tag_group
from forum.actions.tagging import get_tags
from forum.tag_forms import TagGroupForm
from forum.tag_groups import grouped_tags
from kit.forms import add_errors
from kit.models import Tag, TagGroup

from .base import ForumView


class TagGroupListView(ForumView):
    """All groups with their tags. Two statements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_tags(request.user).require()
        tags = grouped_tags(request.user).order_by("name")
        groups = TagGroup.objects.prefetch_related(Prefetch("tags", queryset=tags, to_attr="known"))
        return render(request, "forum/tag_group_list.html", {"groups": groups})


class TagGroupView(ForumView):
    """One group, or with no ``pk`` a new one."""

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        group, known = self.managed(pk)
        names = ", ".join(tag.name for tag in known)
        initial = {"name": group.name, "is_single": group.is_single, "tags": names} if group else None
        return self.page(group, TagGroupForm(initial=initial))

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        group, known = self.managed(pk)
        form = TagGroupForm(request.POST)
        if not form.is_valid():
            return self.page(group, form, status=422)
        tags = [*get_tags(form.cleaned_data["tags"]), *self.unknown(group, known)]
        try:
            saved = save_tag_group(
                actor=request.user,
                group=group,
                name=form.cleaned_data["name"],
                is_single=form.cleaned_data["is_single"],
                tags=tags,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.page(group, form, status=422)
        messages.success(request, _("The tag group “%(name)s” is saved.") % {"name": saved.name})
        return redirect("moderation:tag-group-list")

    def managed(self, pk: int) -> tuple[TagGroup | None, list[Tag]]:
        """The group and those of its tags this person may know of."""
        policy.can_manage_tags(self.request.user).require()
        if not pk:
            return None, []
        group = get_object_or_404(TagGroup, pk=pk)
        return group, list(grouped_tags(self.request.user).filter(group=group).order_by("name"))

    @staticmethod
    def unknown(group: TagGroup | None, known: Iterable[Tag]) -> list[Tag]:
        """Tags of closed areas the form did not show stay where they are."""
        return list(group.tags.exclude(pk__in=[tag.pk for tag in known])) if group else []

    def page(self, group: TagGroup | None, form: Form, *, status: int = 200) -> HttpResponse:
        return render(self.request, "forum/tag_group.html", {"group": group, "form": form}, status=status)


class TagGroupDeleteView(TagGroupView):
    """Deletes a group; its tags stay."""

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        self.managed(pk)
        return redirect("moderation:tag-group", pk=pk)

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        group, _known = self.managed(pk)
        assert group is not None
        try:
            delete_tag_group(actor=request.user, group=group)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("moderation:tag-group", pk=pk)
        messages.success(request, _("The tag group “%(name)s” is deleted.") % {"name": group.name})
        return redirect("moderation:tag-group-list")
