from .invitations import AcceptForm, DeactivateForm, InvitationForm, MandateEndForm
from .settings import AccountForm, AddressForm
from .sign_in import ChangePasswordForm, LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm

__all__ = [
    "AcceptForm",
    "AccountForm",
    "AddressForm",
    "ChangePasswordForm",
    "DeactivateForm",
    "InvitationForm",
    "LoginForm",
    "MandateEndForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
]
