from .address_change import AddressChange
from .invitation import Invitation
from .user import Theme, User

__all__ = ["AddressChange", "Invitation", "Theme", "User"]
