"""Everything that writes. Other apps call these functions and nothing below them."""

from .announcing import announce
from .bouncing import record_bounce, record_refusal, use_address_again
from .preferences import pause_mail, resume_mail, set_instant_mail, set_kind_mail, set_preferences
from .reading import mark_read, mark_unread
from .recording import record_events
from .requests import close_requests, decline_request, open_requests
from .withdrawing import rekey_group, withdraw_events

__all__ = [
    "announce",
    "close_requests",
    "decline_request",
    "mark_read",
    "mark_unread",
    "open_requests",
    "pause_mail",
    "record_bounce",
    "record_events",
    "record_refusal",
    "rekey_group",
    "resume_mail",
    "set_instant_mail",
    "set_kind_mail",
    "set_preferences",
    "use_address_again",
    "withdraw_events",
]
