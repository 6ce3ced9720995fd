from .invitations import accept_invitation, invite, join, resend_invitation, revoke_invitation
from .people import deactivate_person, end_mandate, follow_up_edit, reactivate_person, welcome
from .sessions import change_password, end_other_sessions, end_session, request_password_reset
from .settings import change_settings, confirm_address_change, finish_welcome, request_address_change

__all__ = [
    "accept_invitation",
    "change_password",
    "change_settings",
    "confirm_address_change",
    "deactivate_person",
    "end_mandate",
    "end_other_sessions",
    "end_session",
    "finish_welcome",
    "follow_up_edit",
    "invite",
    "join",
    "reactivate_person",
    "request_address_change",
    "request_password_reset",
    "resend_invitation",
    "revoke_invitation",
    "welcome",
]
