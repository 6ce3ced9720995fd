"""Fields for the answers to an area's questions, put into the forms of first posts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from .models import AreaQuestion
from .template_answers import LONGEST, Answer

PREFIX = "answer-"


class AnswersMixin(forms.Form):
    """A form with a field for each question, between the others and the text; ``answers()`` gives what was typed."""

    questions: Sequence[AreaQuestion] = ()

    def ask(self, questions: Sequence[AreaQuestion], known: Iterable[Answer] = (), *, is_edit: bool = False) -> None:
        """Adds the fields. ``known``: answers given before, also to questions nobody asks any more. An edit must not
        answer what was not answered before."""
        texts = {each.label: each.text for each in known}
        self.questions = questions
        self.labels: dict[str, tuple[str, int | None]] = {}
        for question in questions:
            is_required = question.is_required and (not is_edit or question.label in texts)
            self._add(f"{PREFIX}{question.pk}", question.label, question.pk, texts.pop(question.label, ""), question)
            self.fields[f"{PREFIX}{question.pk}"].required = is_required
        for place, (label, text) in enumerate(texts.items()):
            self._add(f"{PREFIX}old-{place}", label, None, text)

    def _add(self, name: str, label: str, pk: int | None, text: str, question: AreaQuestion | None = None) -> None:
        is_long = question.is_long if question else "\n" in text
        widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
        self.labels[name] = label, pk
        self.fields[name] = forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST,
            initial=text,
            widget=widget,
            help_text=question.hint if question else "",
        )

    def answer_fields(self) -> list[BoundField]:
        return [self[name] for name in self.labels]

    def answers(self) -> list[Answer]:
        data: Mapping[str, Any] = self.cleaned_data
        return [Answer(label, data[name], pk) for name, (label, pk) in self.labels.items() if data.get(name)]
