from typing import Any

from allauth.account.fields import PasswordField, SetPasswordField
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Municipality

from ..models import User
from ..querysets import BY_NAME, acts_for_all, municipalities_for
from ..validators import no_control_characters
from .settings import name_field
from .sign_in import PASSWORD_HINT, relabel


class InvitationForm(forms.Form):
    """Whom to invite to what. Contact people see no choice of municipality; whether it is theirs, policy says."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The address at work. Only this person can use the invitation."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.members().with_sort_name().order_by(*BY_NAME),
        label=_("Municipality"),
        to_field_name="key",
        empty_label=_("Please choose"),
    )
    function = forms.CharField(
        label=_("Function"),
        max_length=120,
        validators=[no_control_characters],
        help_text=_("For example: office for volunteering, mayor’s office"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_contact = forms.BooleanField(
        label=_("Contact person of the municipality"),
        required=False,
        help_text=_("Contact persons invite colleagues of their municipality and look after their accounts."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not acts_for_all(user):
            own = municipalities_for(user).first()
            self.fields["municipality"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]
            self.fields["municipality"].widget = forms.HiddenInput()
            self.initial.setdefault("municipality", own.key if own else "")


class AcceptForm(forms.Form):
    """What only the invited person can say: how they are called, and a password."""

    first_name = name_field(_("First name"), "given-name")
    last_name = name_field(_("Last name"), "family-name")
    password1 = SetPasswordField()
    password2 = PasswordField(autocomplete="new-password")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["password1"], _("Password"), PASSWORD_HINT)
        relabel(self.fields["password2"], _("Password again"))
        given = {name: self.data.get(name, "") for name in ("first_name", "last_name")}
        self.fields["password1"].user = User(email=email, **given)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password1" in cleaned and "password2" in cleaned and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", ValidationError(_("The two passwords differ."), "mismatch"))
        return cleaned


class DeactivateForm(forms.Form):
    """How an account is closed. Each box is there only where it means something."""

    ends_mandate = forms.BooleanField(
        label=_("The person has left: also end their function today"), required=False, initial=True
    )
    without_successor = forms.BooleanField(
        label=_("Deactivate although nobody else is contact person there"),
        required=False,
        help_text=_("The function then stays on record until you have named a successor."),
    )

    def __init__(self, *args: Any, has_mandate: bool, is_last_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_mandate or is_last_contact:
            del self.fields["ends_mandate"]
        if not is_last_contact:
            del self.fields["without_successor"]


class MandateEndForm(forms.Form):
    """From which day on somebody no longer speaks for a municipality."""

    ends_on = forms.DateField(
        label=_("First day without this function"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
