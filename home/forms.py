"""The contact form and the report of a barrier: no login, no captcha, a field that only machines fill in."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Enquiry
from .models.enquiry import MAX_TEXT

MIN_LETTERS = 2


class EnquiryForm(forms.Form):
    """What both forms share. A filled trap is answered with an error, so that no person's report is lost silently."""

    kind: ClassVar[Enquiry.Kind]

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}))
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    homepage = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_text(self) -> str:
        text = unicodedata.normalize("NFC", self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if sum(unicodedata.category(sign)[0] not in "CZ" for sign in text) < MIN_LETTERS:
            raise ValidationError(_("Please write what it is about."))
        if (excess := len(text) - MAX_TEXT) > 0:
            raise ValidationError(
                _("Your text has %(length)d characters, %(limit)d are allowed. Please shorten it by %(excess)d."),
                params={"length": len(text), "limit": MAX_TEXT, "excess": excess},
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            self.data = {**self.data.dict(), self.add_prefix("homepage"): ""}  # type: ignore[attr-defined]
            raise ValidationError(
                _("A field that people do not see was filled in, perhaps by your browser. Please send the form again.")
            )
        return cleaned

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """All fields for people, in reading order."""
        return [field for field in self if field.name != "homepage"]


class ContactForm(EnquiryForm):
    kind = Enquiry.Kind.CONTACT
    field_order = ("text", "name", "email")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Your message")


class BarrierReportForm(EnquiryForm):
    """Kept as low as the law wants it: only the description is required."""

    kind = Enquiry.Kind.BARRIER
    page_url = forms.CharField(
        label=_("Which page is it about?"),
        max_length=500,
        required=False,
        help_text=_("The page you came from is already entered. You can change or delete it."),
    )
    field_order = ("text", "page_url", "name", "email")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("What is not accessible, or what information do you need?")
        self.fields["text"].help_text = _(
            "For example: a document cannot be read aloud, a button cannot be reached by keyboard."
        )
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Without an address we cannot answer you.")
