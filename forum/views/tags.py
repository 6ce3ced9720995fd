"""Tags, looked after by the speaker team: the list, one tag, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum import policy
from forum.actions.tags import add_synonym, merge_tag, rename_tag
from forum.tag_forms import TagMergeForm, TagRenameForm, TagSynonymForm
from forum.tag_list import managed_tags, tag_page, times_label
from kit.forms import add_errors
from kit.models import Tag

from .base import ForumView

SUGGESTED = 300  # names offered for a merge
LONGEST = 100  # characters of what is looked for; each word costs a condition


class TagListView(ForumView):
    """The tags in use, with how often and under which other names."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policy.can_manage_tags(request.user).require()
        words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        after = request.GET.get("nach", "").replace("\x00", "")
        page = tag_page(request.user, words=words, after=after)
        return render(request, "forum/tag_list.html", {"page": page, "words": words, "is_first": not after})


class TagView(ForumView):
    """One tag: its names, and three forms."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.managed_tag(pk))

    def managed_tag(self, pk: int) -> Any:
        tag = get_object_or_404(managed_tags(self.request.user).prefetch_related("synonyms"), pk=pk)
        policy.can_manage_tags(self.request.user).require()
        return tag

    def page(self, tag: Any, *, status: int = 200, **forms: Form) -> HttpResponse:
        """The page; forms that were filled in take the place of empty ones."""
        others = managed_tags(self.request.user).exclude(pk=tag.pk).order_by("slug")
        context = {
            "tag": tag,
            "times": times_label(tag.times),
            "synonyms": sorted(tag.synonyms.all(), key=lambda each: each.slug),
            "others": others.values_list("name", flat=True)[:SUGGESTED],
            "rename_form": TagRenameForm(initial={"name": tag.name}),
            "synonym_form": TagSynonymForm(auto_id="id_synonym_%s"),
            "merge_form": TagMergeForm(user=self.request.user, tag=tag, auto_id="id_merge_%s"),
        }
        return render(self.request, "forum/tag.html", {**context, **forms}, status=status)

    def refuse(self, tag: Any, name: str, form: Form, error: ValidationError) -> HttpResponse:
        add_errors(form, error)
        return self.page(tag, status=422, **{name: form})


class TagRenameView(TagView):
    """Another name; the old one leads here."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        tag, form = self.managed_tag(pk), TagRenameForm(request.POST)
        if not form.is_valid():
            return self.page(tag, status=422, rename_form=form)
        try:
            renamed = rename_tag(actor=request.user, tag=tag, **form.cleaned_data)
        except ValidationError as error:
            return self.refuse(tag, "rename_form", form, error)
        messages.success(request, _("The tag is called “%(name)s” now.") % {"name": renamed.name})
        return redirect("moderation:tag", pk=tag.pk)


class TagSynonymView(TagView):
    """Another spelling that leads here."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        tag, form = self.managed_tag(pk), TagSynonymForm(request.POST, auto_id="id_synonym_%s")
        if not form.is_valid():
            return self.page(tag, status=422, synonym_form=form)
        try:
            add_synonym(actor=request.user, target=tag, name=form.cleaned_data["name"])
        except ValidationError as error:
            return self.refuse(tag, "synonym_form", form, error)
        messages.success(request, _("The other spelling leads to “%(name)s” now.") % {"name": tag.name})
        return redirect("moderation:tag", pk=tag.pk)


class TagMergeView(TagView):
    """This tag becomes a synonym of another one."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        tag = self.managed_tag(pk)
        form = TagMergeForm(request.POST, user=request.user, tag=tag, auto_id="id_merge_%s")
        if not form.is_valid():
            return self.page(tag, status=422, merge_form=form)
        target: Tag = form.cleaned_data["name"]
        try:
            merge_tag(actor=request.user, source=tag, target=target, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            return self.refuse(tag, "merge_form", form, error)
        names = {"source": tag.name, "target": target.name}
        messages.success(request, _("“%(source)s” is a synonym of “%(target)s” now.") % names)
        return redirect("moderation:tag", pk=target.pk)
