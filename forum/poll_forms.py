"""The fields of a poll in the composer, and the votes."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.richtext import has_visible_text, normalise

from .actions.polls import Choice, NewPoll
from .enums import PollKind, PollResults
from .models.poll import OPTION_LENGTH, POLL_QUESTION_LENGTH

FEWEST, MOST = 2, 20
LONGEST = timedelta(days=365)

# »Do., 3.12.2026, 14:00–15:30 Uhr«: the day is needed, everything around it is not.
DAY = re.compile(
    r"(?:[^\W\d]{2,10}\.?,? )?(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})"
    r"(?:,? (?:um )?(\d{1,2})[:.](\d{2})(?: Uhr)?(?: ?(?:-|–|bis) ?(\d{1,2})[:.](\d{2}))?(?: Uhr)?)?"
)


class PollForm(forms.Form):
    """A poll of a post that is being written. Times are those of the site."""

    prefix = "poll"

    question = forms.CharField(label=_("Question of the poll"), max_length=POLL_QUESTION_LENGTH)
    kind = forms.ChoiceField(
        label=_("Kind of poll"), choices=PollKind.choices, initial=PollKind.SINGLE, widget=forms.RadioSelect
    )
    options = forms.CharField(
        label=_("What can be chosen"),
        help_text=_("One line for each, 2 to 20. To find a date: day and time, for example 3.12.2026, 14:00–15:30."),
        max_length=MOST * (OPTION_LENGTH + 2),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    closes_on = forms.DateField(
        label=_("Last day to vote"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    results = forms.ChoiceField(
        label=_("When are the results shown?"),
        choices=PollResults.choices,
        initial=PollResults.NOW,
        widget=forms.RadioSelect,
    )
    is_open = forms.BooleanField(
        label=_("Everybody sees who chose what"),
        help_text=_("Otherwise the poll is secret, and nobody ever learns it."),
        required=False,
    )

    def clean_question(self) -> str:
        question = _line(self.cleaned_data["question"])
        if not has_visible_text(question):
            raise ValidationError(_("Please ask something."))
        return question

    def clean_closes_on(self) -> date | None:
        day = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if day and not today <= day <= today + LONGEST:
            raise ValidationError(_("Please choose a day from today on, within one year."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "options" in data and "kind" in data:
            try:
                data["choices"] = _choices(data["options"], data["kind"])
            except ValidationError as error:
                self.add_error("options", error)
        if data.get("results") == PollResults.END and not data.get("closes_on") and "closes_on" not in self.errors:
            self.add_error("closes_on", _("Please say until when: the results are shown only then."))
        return data

    def new_poll(self) -> NewPoll:
        """What the valid form says. It ends with its last day."""
        data = self.cleaned_data
        last = data["closes_on"]
        return NewPoll(
            question=data["question"],
            kind=data["kind"],
            results=data["results"],
            is_secret=not data["is_open"],
            closes_at=_local(last + timedelta(days=1), time()) if last else None,
            choices=data["choices"],
        )


class VoteForm(forms.Form):
    """The options chosen, by number."""

    option = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, options: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [(pk, pk) for pk in options]  # type: ignore[attr-defined]


def poll_form(request: HttpRequest, initial: Mapping[str, Any] | None = None) -> PollForm | None:
    """The poll's fields where the address, the request or its draft has any; else none."""
    name = f"{PollForm.prefix}-"
    if changes_poll(request):
        return PollForm() if request.POST["umfrage"] else None
    if request.method == "POST":
        return PollForm(request.POST) if f"{name}question" in request.POST else None
    kept = {key.removeprefix(name): value for key, value in (initial or {}).items() if key.startswith(name)}
    return PollForm(initial=kept) if kept or request.GET.get("umfrage") else None


def changes_poll(request: HttpRequest) -> bool:
    """Whether a button was pressed that adds the fields of a poll or leaves them out, and publishes nothing."""
    return "umfrage" in request.POST


def _choices(text: str, kind: str) -> list[Choice]:
    lines = list(filter(None, (_line(line) for line in text.splitlines())))
    if not FEWEST <= len(lines) <= MOST:
        raise ValidationError(
            _("Please write %(min)s to %(max)s lines, there are %(count)s."),
            params={"min": FEWEST, "max": MOST, "count": len(lines)},
        )
    if long := next((line for line in lines if len(line) > OPTION_LENGTH), None):
        raise ValidationError(
            _("At most %(max)s characters a line; this one is longer: “%(line)s”"),
            params={"max": OPTION_LENGTH, "line": f"{long[:40]}…"},
        )
    choices = [_time(line) if kind == PollKind.DATES else Choice(text=line) for line in lines]
    if len({(each.text.casefold(), each.begins_at, each.ends_at) for each in choices}) < len(choices):
        raise ValidationError(_("Two lines are the same."))
    return choices


def _time(line: str) -> Choice:
    found = DAY.fullmatch(line)
    try:
        if found is None:
            raise ValueError
        day, month, year, hour, minute, end_hour, end_minute = (int(each) if each else 0 for each in found.groups())
        on = date(year, month, day)
        begins = _local(on, time(hour, minute))
        ends = _local(on, time(end_hour, end_minute)) if found[6] else None
    except (ValueError, OverflowError, ValidationError) as error:
        raise ValidationError(
            _("This is no day and time that can be read: “%(line)s”"), params={"line": line[:60]}
        ) from error
    if on < timezone.localdate():
        raise ValidationError(_("This day is over: “%(line)s”"), params={"line": line[:60]})
    if ends is not None and ends <= begins:
        raise ValidationError(_("The end must come after the beginning: “%(line)s”"), params={"line": line[:60]})
    return Choice(begins_at=begins, ends_at=ends)


def _local(day: date, at: time) -> datetime:
    """A moment of the site's clock; ValidationError for the hour that a change of clocks leaves out or repeats."""
    return from_current_timezone(datetime.combine(day, at))


def _line(text: str) -> str:
    return " ".join(normalise(text).split())
