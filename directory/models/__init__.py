from .mandate import Mandate, SpeakerTerm
from .message import Message
from .municipality import Municipality
from .profile import Expertise, Profile
from .signing import Signing

__all__ = ["Expertise", "Mandate", "Message", "Municipality", "Profile", "Signing", "SpeakerTerm"]
