"""What an area asks of each new thread, as its form has it: up to twelve questions, an empty line is none."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Area
from .models.template import QUESTION_LENGTH

PREFIX = "questions"
MOST, EMPTY = 12, 2


class QuestionForm(forms.Form):
    label = forms.CharField(label=_("Question"), max_length=QUESTION_LENGTH, required=False)
    hint = forms.CharField(label=_("Hint"), max_length=200, required=False)
    is_required = forms.BooleanField(label=_("must be answered"), required=False)
    is_long = forms.BooleanField(label=_("several lines"), required=False)

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())


class BaseQuestionFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        labels = [row["label"].casefold() for row in self.rows()]
        if len(set(labels)) < len(labels):
            raise ValidationError(_("Please ask each question once."), "twice")

    def rows(self) -> list[dict[str, Any]]:
        """The questions in their order."""
        cleaned = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [row for row in cleaned if row.get("label")]


QuestionFormSet = forms.formset_factory(
    QuestionForm, formset=BaseQuestionFormSet, extra=EMPTY, max_num=MOST, absolute_max=MOST, validate_max=True
)


def questions_form(area: Area | None, data: Any = None) -> Any:
    """The formset of an area, or of what was sent; None where a request says nothing of questions."""
    if data is not None:
        return QuestionFormSet(data, prefix=PREFIX) if f"{PREFIX}-TOTAL_FORMS" in data else None
    initial = area.questions.values("label", "hint", "is_required", "is_long") if area else []
    return QuestionFormSet(initial=list(initial), prefix=PREFIX)
