"""Forms of the page of one tag. What a name may be and which tags can be merged say the actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kit.models import Tag

from .actions.tagging import tags_from_text
from .models.thread import UMLAUTS
from .moderation_forms import ReasonField
from .tag_list import managed_tags

MOST_IN_GROUP = 100


class TagRenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=30, help_text=_("The old name stays as a synonym."))
    reason = ReasonField(required=False, help_text=_("Stands in the moderation log."))


class TagSynonymForm(forms.Form):
    name = forms.CharField(
        label=_("Other spelling"),
        max_length=30,
        help_text=_("Who types it gets this tag instead, for example a plural."),
    )


class TagGroupForm(forms.Form):
    """A group's name and its tags."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Stands in the form for new threads."))
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Separated by commas. A tag that stood in another group leaves it."),
    )
    is_single = forms.BooleanField(label=_("A thread has only one of them"), required=False)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_tags(self) -> list[str]:
        return tags_from_text(self.cleaned_data["tags"], most=MOST_IN_GROUP)


class TagMergeForm(forms.Form):
    """Names the tag that stays."""

    name = forms.CharField(
        label=_("Tag that stays"), max_length=30, widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"})
    )
    reason = ReasonField(required=False, help_text=_("Stands in the moderation log."))

    def __init__(self, *args: Any, user: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.tag = user, tag

    def clean_name(self) -> Tag:
        slug = slugify(self.cleaned_data["name"].strip().lstrip("#").translate(UMLAUTS))
        found = managed_tags(self.user).exclude(pk=self.tag.pk).filter(slug=slug).first()
        if found is None:
            raise ValidationError(_("There is no other tag of this name."), "unknown")
        target: Tag = found
        return target
