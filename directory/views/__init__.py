from .lists import MunicipalityListView, ProfileListView
from .mandates import MandateEditView
from .messages import MessageCreateView
from .municipalities import MunicipalityView
from .municipality_edit import MunicipalityEditView
from .profile import OwnProfileView, ProfileConfirmView, ProfilePreviewView, ProfileView
from .profile_edit import ProfileEditView

__all__ = [
    "MandateEditView",
    "MessageCreateView",
    "MunicipalityEditView",
    "MunicipalityListView",
    "MunicipalityView",
    "OwnProfileView",
    "ProfileConfirmView",
    "ProfileEditView",
    "ProfileListView",
    "ProfilePreviewView",
    "ProfileView",
]
