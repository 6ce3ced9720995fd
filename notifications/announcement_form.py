"""The form of an announcement. The confirm page sends the same fields again, hidden."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .audiences import Audience, audiences
from .models import Announcement


class AnnouncementForm(forms.ModelForm[Announcement]):
    audience = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Announcement
        fields = ("audience", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "title": _("It is the subject of the e-mail."),
            "text": _("Plain text; a blank line begins a new paragraph. Everybody gets the whole text by e-mail."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Audience] = {audience.name: audience for audience in audiences()}
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, audience.label) for name, audience in self.known.items()]

    @property
    def chosen(self) -> Audience:
        """The chosen one, of a valid form."""
        return self.known[self.cleaned_data["audience"]]
