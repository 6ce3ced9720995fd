"""Forms of the forum. They check what people can correct; policy and locks are the actions' business."""

from typing import Any, Self, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kit.richtext import clean, has_visible_text, is_html, normalise

from . import policy
from .actions.tagging import tags_from_text
from .answer_forms import AnswersMixin
from .bodies import check_body
from .editor import BodyField
from .enums import ReactionKind, ThreadKind
from .file_forms import WithFiles
from .models import Area, Post, Thread
from .tag_groups import required_hint
from .template_answers import answers_of

TITLE_LIMITS = (5, 200)


class IdempotentForm(forms.Form):
    """Carries the key that makes sending twice the same as sending once."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput({"id": False}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid4

    def clean_idempotency_key(self) -> UUID:
        return self.cleaned_data.get("idempotency_key") or uuid4()

    def unchecked(self) -> Self:
        """Shows again what was typed, without a word yet about what is missing."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def keep_key(self) -> None:
        """A page that is shown again carries the same key, also where none was sent."""
        data = cast("QueryDict", self.data).copy()
        data["idempotency_key"] = str(self.cleaned_data["idempotency_key"])
        self.data = data


class TitleField(forms.CharField):
    """One visible line of 5 to 200 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Title"))
        kwargs.setdefault("help_text", _("A whole sentence helps others find your question later."))
        super().__init__(strip=True, **kwargs)
        self.widget.attrs["maxlength"] = TITLE_LIMITS[1]

    def clean(self, value: Any) -> str:
        title = " ".join(normalise(super().clean(value)).split())
        lowest, highest = TITLE_LIMITS
        if not lowest <= len(title) <= highest or not has_visible_text(title):
            raise ValidationError(
                _("Please enter a title of %(min)s to %(max)s characters, yours has %(count)s.")
                % {"min": lowest, "max": highest, "count": len(title)}
            )
        return title


class TagsField(forms.CharField):
    """Up to five tags, separated by commas; gives their names."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Tags"))
        kwargs.setdefault("help_text", _("Up to five, separated by commas, for example: clubs, insurance"))
        super().__init__(required=False, **kwargs)
        self.widget.attrs["autocomplete"] = "off"
        self.widget.attrs["data-tags"] = reverse_lazy("forum:tag-suggest")
        self.widget.attrs["data-label"] = _("Suggestions")

    def clean(self, value: Any) -> list[str]:
        return tags_from_text(super().clean(value))


class KindField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Kind of contribution"), choices=ThreadKind.choices, widget=forms.RadioSelect, **kwargs
        )

    def offer_to(self, user: Any) -> None:
        """Leaves out announcements for those who may not write them."""
        if not policy.can_announce(user):
            self.choices = [choice for choice in ThreadKind.choices if choice[0] != ThreadKind.ANNOUNCEMENT]


class ThreadForm(WithFiles, AnswersMixin, IdempotentForm):
    """A new thread: four required inputs (area, kind, title, text), tags, and what the chosen area asks."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), empty_label=_("Please choose"))
    kind = KindField()
    title = TitleField()
    body = BodyField(label=_("Text"))
    tags = TagsField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, kind = self.fields["area"], self.fields["kind"]
        assert isinstance(area, forms.ModelChoiceField) and isinstance(kind, KindField)
        area.queryset = Area.objects.visible_to(user).in_use()
        kind.offer_to(user)
        self.chosen = self._chosen_area(area.queryset)
        self.ask(list(self.chosen.questions.all()) if self.chosen else [])
        self.required_hint = required_hint(user, self.chosen)

    def _chosen_area(self, areas: QuerySet[Area]) -> Area | None:
        """The area sent, or the one the form begins with."""
        chosen = self.data.get("area") if self.is_bound else self.initial.get("area")
        pk = chosen.pk if isinstance(chosen, Area) else str(chosen or "")
        if isinstance(pk, str) and not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return None
        return areas.select_related("required_group").prefetch_related("questions").filter(pk=pk).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.questions and self.chosen and self.data.get("questions_of") != str(self.chosen.pk):
            raise ValidationError(
                _("The area “%(area)s” asks for a few more things. Please fill them in.") % {"area": self.chosen.name}
            )
        return data

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class ThreadEditForm(forms.Form):
    kind = KindField()
    title = TitleField()
    tags = TagsField()
    edit_count = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, thread: Thread, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "kind": thread.kind,
                "title": thread.title,
                "tags": ", ".join(tag.name for tag in thread.tags.all()),
                "edit_count": thread.edit_count,
            },
        )
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if thread.kind != ThreadKind.ANNOUNCEMENT and isinstance(kind, KindField):
            kind.offer_to(user)


class ReplyForm(WithFiles, IdempotentForm):
    body = BodyField(label=_("Write a reply"))
    reply_to = forms.IntegerField(widget=forms.HiddenInput({"id": False}), required=False)
    quoted = forms.IntegerField(widget=forms.HiddenInput({"id": False}), required=False)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])

    def clean_quoted(self) -> int | None:
        """The first quote of a plain text is of this post; in HTML each quote says so itself."""
        quoted: int | None = self.cleaned_data["quoted"]
        if quoted and "body" in self.cleaned_data and not is_html(self.data.get("body", "")):
            body = self.cleaned_data["body"]
            self.cleaned_data["body"] = clean(body.replace("<blockquote>", f'<blockquote data-quote="{quoted}">', 1))
        return quoted


class PostEditForm(WithFiles, AnswersMixin):
    body = BodyField(label=_("Text"))
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        help_text=_("Shown in the history of the post."),
    )
    edit_count = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, post: Post, **kwargs: Any) -> None:
        questions = list(post.thread.area.questions.all()) if post.number == 1 else []
        answers, source = answers_of(post, questions) if post.number == 1 else ([], post.source)
        kwargs.setdefault("initial", {"body": source, "edit_count": post.edit_count})
        super().__init__(*args, **kwargs)
        self.ask(questions, answers, is_edit=True)
        self.order_fields([*self.labels, "body", "files", "reason"])
        self.fields["reason"].required = policy.needs_edit_reason(user, post)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class VersionForm(forms.Form):
    """Which earlier version of a post becomes its text again."""

    number = forms.IntegerField(min_value=1)
    edit_count = forms.IntegerField(min_value=0)
    reason = forms.CharField(max_length=500, required=False)


class ReactionForm(forms.Form):
    """One reaction, set (``on=thanks``) or taken back (``off=thanks``): what one button can say."""

    on = forms.ChoiceField(choices=ReactionKind.choices, required=False)
    off = forms.ChoiceField(choices=ReactionKind.choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data["on"]) == bool(data["off"]):
            raise ValidationError("One of the two.")
        return data


class MarkReadForm(forms.Form):
    """Marks a thread, an area or (neither) everything as read."""

    thread = forms.IntegerField(required=False)
    number = forms.IntegerField(required=False, min_value=0)
    area = forms.SlugField(required=False)
    seen_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"])
    is_unread = forms.BooleanField(required=False)
