from .address_change import AddressChange
from .invitation import Invitation
from .known_device import KnownDevice
from .user import Theme, User

__all__ = ["AddressChange", "Invitation", "KnownDevice", "Theme", "User"]
