from .invitations import (
    InvitationAcceptView,
    InvitationListView,
    InvitationResendView,
    InvitationRevokeView,
)
from .people import MandateEndView, PersonDeactivateView, PersonReactivateView
from .settings import AccountView, AddressConfirmView, AddressView, SessionListView
from .sign_in import EditorLoginView, LoginView, LogoutView, PasswordChangeView

__all__ = [
    "AccountView",
    "AddressConfirmView",
    "AddressView",
    "EditorLoginView",
    "InvitationAcceptView",
    "InvitationListView",
    "InvitationResendView",
    "InvitationRevokeView",
    "LoginView",
    "LogoutView",
    "MandateEndView",
    "PasswordChangeView",
    "PersonDeactivateView",
    "PersonReactivateView",
    "SessionListView",
]
