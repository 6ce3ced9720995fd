"""Everything that writes. Other apps call these functions and nothing below them."""

from .preferences import pause_mail, resume_mail, set_instant_mail, set_kind_mail, set_preferences
from .reading import mark_read, mark_unread
from .recording import record_events
from .withdrawing import rekey_group, withdraw_events

__all__ = [
    "mark_read",
    "mark_unread",
    "pause_mail",
    "record_events",
    "rekey_group",
    "resume_mail",
    "set_instant_mail",
    "set_kind_mail",
    "set_preferences",
    "withdraw_events",
]
