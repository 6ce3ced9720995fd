"""What an address of the result page asks for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.richtext import normalise

from .query import LONGEST_QUERY, PAGE_SIZE, Order, Period, SearchQuery, Tab

SLUG = re.compile(r"[\w-]{1,80}", re.ASCII)


class WordsField(forms.CharField):
    """What people type or paste: one line, without what no database takes."""

    def to_python(self, value: Any) -> str:
        return " ".join(normalise(super().to_python(value) or "").split())


class TopicsField(forms.MultipleChoiceField):
    """Slugs of topics. Which there are is known where they are read with their numbers (results.py)."""

    def valid_value(self, value: Any) -> bool:
        return SLUG.fullmatch(str(value)) is not None


class SearchForm(forms.Form):
    """Words and filters; their names stand in addresses people share. ``ab``: the number of the first hit shown."""

    q = WordsField(label=gettext_lazy("Search words"), required=False)
    bereich = forms.ChoiceField(choices=Tab.choices, required=False)
    thema = TopicsField(required=False)
    zeitraum = forms.ChoiceField(choices=Period.choices, required=False)
    beantwortet = forms.ChoiceField(choices=[("1", "1")], required=False)
    wie = forms.ChoiceField(choices=[("meine", "meine")], required=False)
    sortierung = forms.ChoiceField(choices=Order.choices, required=False)

    @property
    def is_understood(self) -> bool:
        """Whether all filters have values that exist; words may be wrong all the same."""
        return not self.errors.keys() - {"q"}

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        if len(words) > LONGEST_QUERY:
            raise ValidationError(
                _(
                    "Your search has %(count)s characters, %(limit)s are allowed. Please shorten it by %(excess)s "
                    "characters."
                )
                % {"count": len(words), "limit": LONGEST_QUERY, "excess": len(words) - LONGEST_QUERY},
                "too_long",
            )
        return words

    def search_query(self) -> SearchQuery:
        """The question, once the form is valid."""
        asked = self.cleaned_data
        first = self.data.get("ab", "")
        number = int(first) if first.isdecimal() and len(first) < 9 else 1
        return SearchQuery(
            text=asked["q"],
            tab=asked["bereich"],
            topics=tuple(dict.fromkeys(asked["thema"])),
            period=asked["zeitraum"],
            is_answered_only=bool(asked["beantwortet"]),
            is_like_mine=bool(asked["wie"]),
            order=asked["sortierung"],
            start=max(0, number - 1) // PAGE_SIZE * PAGE_SIZE,
        )
