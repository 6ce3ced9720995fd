from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Theme, User
from ..validators import no_control_characters

FOLLOW_SYSTEM = "system"  # the form's word for Theme.SYSTEM: a group of radio buttons needs a value to be required


def name_field(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class AccountForm(forms.Form):
    """Name, language and appearance of one's own account."""

    first_name = name_field(_("First name"), "given-name")
    last_name = name_field(_("Last name"), "family-name")
    language = forms.ChoiceField(label=_("Language of the members’ area"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[(value or FOLLOW_SYSTEM, label) for value, label in Theme.choices],
        widget=forms.RadioSelect,
    )

    def clean_theme(self) -> str:
        theme = self.cleaned_data["theme"]
        return Theme.SYSTEM.value if theme == FOLLOW_SYSTEM else theme


class AddressForm(forms.Form):
    """Another e-mail address for one's own account."""

    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].lower()
        if address == self.user.email:
            raise ValidationError(_("This is your address already."), "same")
        return address
