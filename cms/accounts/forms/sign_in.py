"""allauth's forms with this site's words. What a field is for stands in its label, never in a placeholder."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import actions, limits

PASSWORD_HINT = _("At least 12 characters. Several words that do not belong together are easy to remember.")


def relabel(field: forms.Field, label: Any, help_text: Any = "", **attributes: str) -> None:
    """Gives a field of allauth our words."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def relabel_new_password(form: forms.Form) -> None:
    relabel(form.fields["password1"], _("New password"), PASSWORD_HINT)
    relabel(form.fields["password2"], _("New password again"))


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["login"], _("E-mail address"), autocomplete="username")
        relabel(self.fields["password"], _("Password"))

    @property
    def is_rate_limited(self) -> bool:
        return self.is_bound and self.has_error(NON_FIELD_ERRORS, "too_many_login_attempts")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Asks for a link; whether there is an account with the address shows neither in the answer nor in its time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["email"], _("E-mail address"))

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address = self.cleaned_data["email"]
        if limits.may(request, "reset_password") and limits.may(request, limits.MAIL_TO_ADDRESS, key=address):
            actions.request_password_reset(address=address)
        return address


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["oldpassword"], _("Current password"))
        relabel_new_password(self)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["password"], _("Password"))
