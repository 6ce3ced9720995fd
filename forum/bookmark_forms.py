"""The form of a bookmark."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .actions.bookmarks import LATEST

MORNING = time(8)  # reminders come when the working day begins


class BookmarkForm(forms.Form):
    """Keeps a post, with or without a reminder: on a day of one's own where ``when`` says so."""

    CHOICES = [
        ("", _("no reminder")),
        ("1", _("tomorrow")),
        ("7", _("in a week")),
        ("30", _("in a month")),
        ("day", _("on this day:")),
    ]

    when = forms.ChoiceField(label=_("Remind me"), choices=CHOICES, required=False, widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        today, when = timezone.localdate(), data.get("when", "")
        day = data["day"] if when == "day" else today + timedelta(days=int(when)) if when else None
        if when == "day" and (day is None or not today < day <= today + LATEST):
            self.add_error("day", ValidationError(_("Please choose a day from tomorrow on, within a year.")))
            return data
        data["remind_at"] = _morning(day) if day else None
        return data


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
