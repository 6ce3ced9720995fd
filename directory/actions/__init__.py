from .mandates import begin_mandate, edit_mandate, end_mandate
from .messages import delete_old_messages, deliver_message, send_message
from .municipalities import edit_municipality, record_municipalities
from .profiles import (
    MAX_SUBJECTS,
    Keyword,
    ProfileChanges,
    confirm_profile,
    edit_own_profile,
    edit_profile,
    ensure_profiles,
)

__all__ = [
    "MAX_SUBJECTS",
    "Keyword",
    "ProfileChanges",
    "begin_mandate",
    "confirm_profile",
    "delete_old_messages",
    "deliver_message",
    "edit_mandate",
    "edit_municipality",
    "edit_own_profile",
    "edit_profile",
    "end_mandate",
    "ensure_profiles",
    "record_municipalities",
    "send_message",
]
