"""Forms about a thread as a whole: its summary, and what became of the answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.richtext import normalise

from .bodies import check_body
from .editor import BodyField
from .enums import Worked
from .forms import IdempotentForm
from .models import Post

SENTENCE_LENGTH = 300


class SummaryForm(IdempotentForm):
    body = BodyField(
        label=_("Summary"),
        help_text=_("What was asked, what was answered, what still is open. In few sentences, in your own words."),
    )
    edit_count = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, summary: Post | None, **kwargs: Any) -> None:
        start = {"body": summary.source, "edit_count": summary.edit_count} if summary else {}
        kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class OutcomeForm(forms.Form):
    worked = forms.ChoiceField(label=_("Did it work?"), choices=Worked.choices, widget=forms.RadioSelect)
    sentence = forms.CharField(
        label=_("In one sentence"),
        help_text=_("For example what you changed, or what it failed on. Please name no private persons."),
        max_length=SENTENCE_LENGTH,
        required=False,
    )

    def clean_sentence(self) -> str:
        sentence = " ".join(normalise(self.cleaned_data["sentence"]).split())
        if len(sentence) > SENTENCE_LENGTH:
            raise ValidationError(_("Please write at most %(max)s characters."), params={"max": SENTENCE_LENGTH})
        return sentence
