"""Forms of the forum. They check what people can correct; policy and locks are the actions' business."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.richtext import has_visible_text, normalise

from . import policy
from .actions.tagging import tags_from_text
from .bodies import check_body
from .editor import BodyField
from .enums import ReactionKind, ThreadKind
from .models import Area, Post, Thread

TITLE_LIMITS = (5, 200)


class IdempotentForm(forms.Form):
    """Carries the key that makes sending twice the same as sending once."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid4

    def clean_idempotency_key(self) -> UUID:
        return self.cleaned_data.get("idempotency_key") or uuid4()


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


class ThreadForm(IdempotentForm):
    """A new thread: four required inputs (area, kind, title, text) and tags."""

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


class ReplyForm(IdempotentForm):
    body = BodyField(label=_("Write a reply"))
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


class PostEditForm(forms.Form):
    body = BodyField(label=_("Text"))
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        help_text=_("Shown in the history of the post."),
    )
    edit_count = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, post: Post, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"body": post.source, "edit_count": post.edit_count})
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = policy.needs_edit_reason(user, post)

    def clean_body(self) -> str:
        return check_body(self.cleaned_data["body"])


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
