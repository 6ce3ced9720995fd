from .municipalities import MunicipalityListView, MunicipalityView
from .people import OwnProfileView, ProfileListView, ProfileView

__all__ = ["MunicipalityListView", "MunicipalityView", "OwnProfileView", "ProfileListView", "ProfileView"]
