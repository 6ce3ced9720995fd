from .mandate import Mandate, SpeakerTerm
from .municipality import Municipality
from .profile import Expertise, Profile
from .signing import Signing

__all__ = ["Expertise", "Mandate", "Municipality", "Profile", "Signing", "SpeakerTerm"]
