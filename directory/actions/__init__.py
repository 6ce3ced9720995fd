from .mandates import begin_mandate, end_mandate
from .municipalities import record_municipalities
from .profiles import ProfileChanges, edit_profile, ensure_profiles

__all__ = [
    "ProfileChanges",
    "begin_mandate",
    "edit_profile",
    "end_mandate",
    "ensure_profiles",
    "record_municipalities",
]
