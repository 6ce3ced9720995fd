"""The questions of the first login."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.actions.tagging import tags_from_text
from forum.models import Area
from kit.models import Topic

from .mail_presets import Preset

MOST_TAGS = 20
HINT = _("Separate them with commas, for example: clubs, insurance.")


class TopicsForm(forms.Form):
    """The open areas a person wants to follow."""

    areas = forms.ModelMultipleChoiceField(
        queryset=Area.objects.none(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Area.objects.visible_to(user).in_use().filter(is_closed=False).select_related("topic")
        self.fields["areas"].queryset = offered  # type: ignore[attr-defined]


class OffersForm(forms.Form):
    """What a person can advise on: topics from the list, and tags in their own words."""

    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        label=_("Your subjects in a few words"),
        required=False,
        max_length=700,
        help_text=HINT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_tags(self) -> list[str]:
        return tags_from_text(self.cleaned_data["tags"], most=MOST_TAGS)


class MailForm(forms.Form):
    """How to be told by mail."""

    mail = forms.ChoiceField(
        label=_("Notifications by e-mail"),
        widget=forms.RadioSelect,
        help_text=_("On the website you always see notifications at once."),
    )

    def __init__(self, data: Any = None, *, chosen: Preset) -> None:
        super().__init__(data, initial={"mail": chosen})
        offered = [each for each in Preset if each != Preset.OWN or chosen == Preset.OWN]
        self.fields["mail"].choices = [(each.value, each.label) for each in offered]  # type: ignore[attr-defined]
