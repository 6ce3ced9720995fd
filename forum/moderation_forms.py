"""Forms of the speaker team. Policy and locks are the actions' business."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kit.models import TagGroup, Topic

from .actions.moderation import MAX_REASON
from .enums import Level
from .models import Area, Thread
from .models.thread import UMLAUTS
from .subscription_forms import SHORT as LEVELS

PIN_DAYS = 14
MOST_PIN_DAYS = 366


class ReasonField(forms.CharField):
    """A sentence of up to 500 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Reason"))
        kwargs.setdefault("error_messages", {"required": _("Please give a reason.")})
        super().__init__(max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class AreaChoiceField(forms.ModelChoiceField):
    """Areas by name; closed ones say so."""

    def label_from_instance(self, obj: Any) -> str:
        return str(_("%(name)s (closed area)") % {"name": obj.name}) if obj.is_closed else obj.name


class PostHideForm(forms.Form):
    reason = ReasonField(help_text=_("Everybody who can read the thread sees it in place of the post."))


class PostRestoreForm(forms.Form):
    reason = ReasonField(required=False, help_text=_("Stands in the moderation log."))


class PostEraseForm(forms.Form):
    reason = ReasonField(
        help_text=_("Stands in the moderation log. Please name who asked for it, and nothing of the post itself.")
    )
    is_sure = forms.BooleanField(
        label=_("Yes, erase this post for good"),
        error_messages={"required": _("Please confirm that the post is to be erased for good.")},
    )


class ThreadMoveForm(forms.Form):
    target = AreaChoiceField(Area.objects.none(), label=_("New area"), empty_label=_("Please choose"))
    reason = ReasonField(required=False, help_text=_("Stands in the moderation log."))

    def __init__(self, *args: Any, user: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.visible_to(user).in_use().exclude(pk=thread.area_id)
        target = self.fields["target"]
        assert isinstance(target, AreaChoiceField)
        target.queryset = areas


class ThreadLockForm(forms.Form):
    """Closes or reopens; ``is_locked`` is the state the page offered."""

    is_locked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"is_locked": not thread.is_locked})
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            _("Stands in the moderation log.") if thread.is_locked else _("Stands above the closed thread.")
        )


class ThreadPinForm(forms.Form):
    """The last day on which the thread stands on top."""

    until = forms.DateField(
        label=_("Pinned until"),
        required=False,
        help_text=_("The last day on top. Without a date it stays there until somebody takes it down."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        today = timezone.localdate()
        until = thread.pinned_until
        last_day = timezone.localtime(until - timedelta(seconds=1)).date() if until else None
        if thread.pinned_at is None or (last_day is not None and last_day < today):
            last_day = today + timedelta(days=PIN_DAYS)
        kwargs.setdefault("initial", {"until": last_day})
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = today.isoformat()

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if until is not None and not today <= until <= today + timedelta(days=MOST_PIN_DAYS):
            raise ValidationError(_("Please choose a day from today on, at most a year ahead."), "out_of_range")
        return until

    def end(self) -> datetime | None:
        """The moment the pin ends: the midnight after its last day."""
        until: date | None = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(until + timedelta(days=1), time())) if until else None


class AreaForm(forms.Form):
    """What an area says of itself. The address and who may read it are chosen once, at its creation."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("Description"), max_length=300, required=False, help_text=_("One sentence below the name.")
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(), label=_("Topic"), required=False, empty_label=_("No topic (closed areas only)")
    )
    template = forms.CharField(
        label=_("Template for new threads"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Stands in the text field of a new thread, for example questions to answer."),
    )
    required_group = forms.ModelChoiceField(
        TagGroup.objects.all(),
        label=_("Required tag group"),
        required=False,
        empty_label=_("None"),
        help_text=_("Each new thread then needs one of its tags."),
    )
    default_level = forms.TypedChoiceField(
        label=_("What members hear who have chosen nothing"),
        choices=[choice for choice in LEVELS if choice[0] != Level.MUTED][::-1],
        coerce=int,
        required=False,
    )

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.required = area is not None and not area.is_closed
        if topic.required:
            topic.empty_label = _("Please choose")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_default_level(self) -> int:
        return int(self.cleaned_data["default_level"] or Level.NORMAL)


class AreaCreateForm(AreaForm):
    is_closed = forms.BooleanField(
        label=_("Closed area"),
        required=False,
        help_text=_("Only people on its list can read it. This cannot be changed later."),
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_("The part after /forum/. Made from the name if you leave it empty; it cannot be changed later."),
    )
    field_order = ("name", "description", "is_closed", "topic", "slug", "template", "required_group", "default_level")

    def clean_slug(self) -> str:
        slug = slug_of(self.cleaned_data["slug"] or self.cleaned_data.get("name", ""))
        if not slug and not self.has_error("name"):
            raise ValidationError(_("Please enter an address of letters and digits."), "required")
        return slug

    def clean(self) -> dict[str, Any]:
        if (
            not self.cleaned_data.get("is_closed")
            and not self.cleaned_data.get("topic")
            and not self.has_error("topic")
        ):
            self.add_error("topic", _("An open area needs a topic."))
        return self.cleaned_data


def slug_of(name: str) -> str:
    """The address made from a name: »Büro & Größe« → »buero-groesse«."""
    return slugify(name.translate(UMLAUTS))[:80].strip("-")


class AreaOrderForm(forms.Form):
    """The ids of areas in their new order, separated by commas."""

    order = forms.RegexField(r"\A[0-9]{1,18}(,[0-9]{1,18})*\Z")

    def clean_order(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["order"].split(",")]


class AreaPeopleForm(forms.Form):
    """One person to put on the list or take off it."""

    user = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    is_on = forms.BooleanField(required=False)
