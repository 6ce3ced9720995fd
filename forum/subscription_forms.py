"""How much a person wants to hear: of one thing, of all they have chosen, and by default."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.models import Tag

from .enums import Level
from .tag_list import managed_tags

# Most first: what is chosen most often stands at the top.
CHOICES = [
    (Level.WATCHING.value, gettext_lazy("every reply")),
    (Level.FIRST.value, gettext_lazy("the first reply, then nothing until I have read it")),
    (Level.NORMAL.value, gettext_lazy("only when I am mentioned")),
    (Level.MUTED.value, gettext_lazy("nothing (muted)")),
]
# The same in as few words as fit into a line of a table.
SHORT = [
    (Level.WATCHING.value, gettext_lazy("every reply")),
    (Level.FIRST.value, gettext_lazy("first reply")),
    (Level.NORMAL.value, gettext_lazy("only mentions")),
    (Level.MUTED.value, gettext_lazy("muted")),
]
UNSET = ""
_FIELD = re.compile(r"(area|own)-([0-9]{1,18})")


class LevelForm(forms.Form):
    """The level of one thread, tag or area; ``until`` counts for a muting only."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("What do you want to hear?"), choices=CHOICES, coerce=int, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=gettext_lazy("Muted up to and including"),
        required=False,
        help_text=gettext_lazy("Only for “nothing (muted)”. Without a day it stays muted until you change it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise ValidationError(_("This day is over. Please choose today or a later day."), "past")
        return until


class AutomaticLevelForm(forms.Form):
    """What happens to threads in which a person writes."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("When I write in a thread, I then hear of"),
        choices=[
            (Level.WATCHING.value, gettext_lazy("every reply")),
            (Level.FIRST.value, gettext_lazy("the first reply, then nothing until I have read it")),
            (Level.NORMAL.value, gettext_lazy("what I hear of without writing")),
        ],
        coerce=int,
        help_text=gettext_lazy("For threads in which you write from now on."),
    )


class TagChoiceForm(forms.Form):
    """A tag to watch, by its name or that of a synonym."""

    tag = forms.CharField(
        label=gettext_lazy("Watch a tag"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_tag(self) -> Tag:
        name = self.cleaned_data["tag"].lstrip("#").strip()
        found = managed_tags(self.user)
        tag: Tag | None = found.filter(name__iexact=name).first() or found.filter(synonyms__name__iexact=name).first()
        if tag is None:
            raise ValidationError(_("There is no tag “%(name)s”."), "unknown", {"name": name})
        return tag


def levels_from(data: Mapping[str, str]) -> tuple[dict[int, Level], dict[int, Level], list[int]]:
    """What the page of subscriptions sends: levels by area, levels by own subscription, and subscriptions to unset.

    Raises ValidationError for anything it does not offer.
    """
    areas: dict[int, Level] = {}
    own: dict[int, Level] = {}
    unset: list[int] = []
    for name, value in data.items():
        field = _FIELD.fullmatch(name)
        if field is None:
            continue
        kind, pk = field.group(1), int(field.group(2))
        if value == UNSET and kind == "own":
            unset.append(pk)
        elif value.isdecimal() and int(value) in Level.values:
            (areas if kind == "area" else own)[pk] = Level(int(value))
        else:
            raise ValidationError("Unknown level.")
    return areas, own, unset
