"""The page of preferences: which notifications come by mail, and when."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import conf
from .enums import Mail, Rhythm, Weekday
from .preferences import offered_wishes
from .schedule import Schedule

WISH = "mail-"


def hour_in_words(hour: int) -> str:
    return _("%(hour)s:00") % {"hour": hour}


def digest_in_words(schedule: Schedule) -> str:
    """»Täglich um 8:00 Uhr«, »Montags um 8:00 Uhr«."""
    hour = hour_in_words(schedule.digest_hour)
    if schedule.rhythm == Rhythm.WEEKLY:
        return _("%(day)ss at %(hour)s") % {"day": WEEKDAYS[schedule.digest_weekday], "hour": hour}
    return _("Daily at %(hour)s") % {"hour": hour}


class DeputyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return conf.display_name(obj)


class PreferencesForm(forms.Form):
    """``schedule`` and ``mails`` are what is stored; the digest is named by when it comes. Without ``deputies`` (the
    people who may be named) nobody is asked for one."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices, widget=forms.RadioSelect)
    digest_weekday = forms.TypedChoiceField(label=gettext_lazy("on"), choices=Weekday.choices, coerce=int)
    digest_hour = forms.TypedChoiceField(label=gettext_lazy("at"), coerce=int)
    quiet_from = forms.TypedChoiceField(label=gettext_lazy("from"), coerce=int)
    quiet_until = forms.TypedChoiceField(label=gettext_lazy("to"), coerce=int)
    quiet_weekend = forms.BooleanField(label=gettext_lazy("also on weekends and public holidays"), required=False)
    absent_from = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    absent_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        schedule: Schedule,
        mails: Mapping[str, Mail],
        deputies: Any = None,
        deputy: Any = None,
    ) -> None:
        stored = {name: getattr(schedule, name) for name in self.base_fields}
        if schedule.absent_until and schedule.absent_until < timezone.localdate():  # over: the next one begins empty
            stored |= {"absent_from": None, "absent_until": None}
            deputy = None
        super().__init__(data, initial={**stored, "deputy": deputy})
        hours = [(hour, hour_in_words(hour)) for hour in range(24)]
        for name in ("digest_hour", "quiet_from", "quiet_until"):
            self.fields[name].choices = hours  # type: ignore[attr-defined]
        ways = [
            (Mail.INSTANT.value, capfirst(Mail.INSTANT.label)),
            (Mail.DIGEST.value, digest_in_words(schedule)),
            (Mail.OFF.value, capfirst(Mail.OFF.label)),
        ]
        self.wishes = offered_wishes()
        for key in self.wishes:
            self.fields[WISH + key] = forms.ChoiceField(
                label=str(self.wishes[key]), choices=ways, initial=mails[key].value
            )
        if deputies is not None:
            self.fields["deputy"] = DeputyField(
                label=_("Deputy"),
                queryset=deputies,
                required=False,
                empty_label=_("nobody"),
                help_text=_("Colleagues who look for you meanwhile see this name."),
            )

    def wish_fields(self) -> list[forms.BoundField]:
        return [self[WISH + key] for key in self.wishes]

    def chosen_mails(self) -> dict[str, Mail]:
        """What was sent for each wish; of a valid form."""
        return {key: Mail(self.cleaned_data[WISH + key]) for key in self.wishes}

    def choices(self) -> dict[str, Any]:
        """All but the wishes, under the names ``set_preferences`` takes."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(WISH)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begin, end = data.get("absent_from"), data.get("absent_until")
        if "absent_from" in self.errors or "absent_until" in self.errors:
            return data
        if bool(begin) != bool(end):
            self.add_error("absent_from" if end else "absent_until", _("Please give the first and the last day."))
        elif begin and end and end < begin:
            self.add_error("absent_until", _("The last day is before the first."))
        elif end and end < timezone.localdate() and "absent_until" in self.changed_data:
            self.add_error("absent_until", _("This day is over. Please choose today or a later day."))
        elif data.get("deputy") and not end:
            raise ValidationError(_("A deputy belongs to an absence. Please give its days."), "no_absence")
        return data
