"""Forms of reports and cases. Policy and locks are the actions' business."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import policy
from .actions.case_events import next_working_day
from .bodies import check_body
from .editor import BodyField
from .enums import ReportKind
from .models import Area, ModerationCase
from .models.case import MESSAGE_LENGTH, NOTE_LENGTH, REPORT_LENGTH
from .moderation_forms import AreaChoiceField, ReasonField

WORKING_DAYS = 3  # for the author, unless another day is chosen
KEEP, ASK, HIDE, LOCK, MOVE = "keep", "ask", "hide", "lock", "move"
DECISIONS = {
    KEEP: (_("Keep"), _("The post stays. Those who reported it learn that.")),
    ASK: (_("Ask for a change"), _("The post stays visible. The author gets a message and time to change it.")),
    HIDE: (_("Hide"), _("Only the author and the speaker team still see it. Everybody reads the reason.")),
    LOCK: (_("Close thread"), _("No more replies. The reason stands above the thread.")),
    MOVE: (_("Move thread"), _("It stands in another area from now on, with all its posts.")),
}


NEEDED = {ASK: ("message", "until"), MOVE: ("target", "reason")}  # any other decision: the reason


class LongText(forms.CharField):
    """Some paragraphs of plain text, counted and never cut."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is wrong with the post?"),
        choices=lambda: [(kind.value, capfirst(kind.label)) for kind in ReportKind],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason.")},
    )
    text = LongText(
        most=REPORT_LENGTH,
        label=_("Explanation"),
        required=False,
        help_text=_("Read only by those who decide. The author of the post does not learn who reported it."),
    )

    def clean(self) -> dict[str, Any]:
        is_empty = not self.cleaned_data.get("text", "").strip() and not self.has_error("text")
        if self.cleaned_data.get("kind") == ReportKind.OTHER and is_empty:
            self.add_error("text", _("Please say what is wrong with the post."))
        return self.cleaned_data


class VersionForm(forms.Form):
    """Names the version of the case it was filled in for."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: ModerationCase, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": case.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CaseDecideForm(VersionForm):
    """One decision, and what it needs: a message and a day, a reason, or a new area."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a decision.")},
    )
    message = LongText(
        most=MESSAGE_LENGTH,
        label=_("Message to the author"),
        required=False,
        error_messages={"required": _("Please say what should be changed.")},
        help_text=_("Comes as a notification and by e-mail. Nothing in it should tell who reported the post."),
    )
    until = forms.DateField(
        label=_("Change by"),
        required=False,
        error_messages={"required": _("Please choose a day.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    target = AreaChoiceField(
        Area.objects.none(),
        label=_("New area"),
        required=False,
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose an area.")},
    )
    reason = ReasonField(
        required=False, help_text=_("Stands in the moderation log. If you hide or close something, all can read it.")
    )

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, case: ModerationCase, author_name: str = "", **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"until": next_working_day(today, count=WORKING_DAYS)}
        super().__init__(*args, case=case, **kwargs)
        if author_name:
            self.fields["message"].label = _("Message to %(name)s") % {"name": author_name}
        allowed = [KEEP, ASK, HIDE, LOCK] if case.post.is_public else [KEEP, LOCK]
        target: Any = self.fields["target"]
        if policy.can_moderate_thread(user, case.post.thread):
            allowed.append(MOVE)
            target.queryset = Area.objects.visible_to(user).in_use().exclude(pk=case.post.thread.area_id)
        else:
            del self.fields["target"]
        choice: Any = self.fields["decision"]
        choice.choices = [(name, DECISIONS[name][0]) for name in allowed]
        self.fields["until"].widget.attrs["min"] = today.isoformat()
        self._demand()

    def _demand(self) -> None:
        """What the chosen decision needs; before one is chosen, nothing is called optional."""
        decision = self.data.get("decision") if self.is_bound else None
        for name in NEEDED.get(decision or "", ("reason",)) if self.is_bound else self.fields:
            if name in self.fields:
                self.fields[name].required = bool(decision) or not self.is_bound


class CaseEditForm(VersionForm):
    """The reported text, to be changed by the speaker team."""

    body = BodyField(label=_("Text"))
    reason = ReasonField(help_text=_("Shown in the history of the post, and to its author."))
    edit_count = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("body", "reason")

    def __init__(self, *args: Any, case: ModerationCase, **kwargs: Any) -> None:
        kwargs["initial"] = {"body": case.post.source, "edit_count": case.post.edit_count}
        super().__init__(*args, case=case, **kwargs)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class CaseReferForm(VersionForm):
    reason = ReasonField(
        label=_("Reason for handing it over"),
        help_text=_("The office reads it, and from then on the post and its thread."),
    )
    prefix = "refer"


class CaseNoteForm(forms.Form):
    text = LongText(most=NOTE_LENGTH, rows=3, label=_("Note for the team"))
    prefix = "note"


class EntryUndoForm(forms.Form):
    reason = ReasonField(required=False, help_text=_("Stands in the moderation log."))
