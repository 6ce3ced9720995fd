"""Everything that writes. Other apps call these functions and nothing below them."""

from .mailing import set_instant_mail
from .reading import mark_read, mark_unread
from .recording import record_events
from .withdrawing import rekey_group, withdraw_events

__all__ = ["mark_read", "mark_unread", "record_events", "rekey_group", "set_instant_mail", "withdraw_events"]
