"""Who may do what in the directory. Plain functions; every answer is a Decision with its reason.

The table these rules are tested against is tests/security/permissions.csv (rows D01 to D12).
"""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from kit.access import ADMIN, MEMBERS, OFFICE, Person, keys_of, users_with
from kit.decision import ALLOWED, SECRET, Decision, denied

from .access import contact_key, municipality_key
from .enums import Audience
from .models import Mandate, Municipality, Profile
from .querysets import ProfileQuerySet


def can_see_directory(user: Person) -> Decision:
    return ALLOWED if MEMBERS in keys_of(user) else SECRET


def can_see_profile(user: Person, profile: Profile) -> Decision:
    """The same people as in ``visible_to``. One statement."""
    visible: ProfileQuerySet = Profile.objects.visible_to(user)
    return ALLOWED if visible.filter(pk=profile.pk).exists() else SECRET


def can_edit_profile(user: Person, profile: Profile) -> Decision:
    if profile.person_id == user.pk:
        return ALLOWED
    if not (seen := can_see_profile(user, profile)):
        return seen
    return denied(_("You can only edit your own profile."))


def can_be_written_to(person_id: int) -> bool:
    """Whether mail reaches this person through the site: a member of today with an address. One statement."""
    no_address = {get_user_model().get_email_field_name(): ""}
    return users_with(MEMBERS).filter(pk=person_id).exclude(**no_address).exists()


def can_write_to(user: Person, profile: Profile) -> Decision:
    """Send a person a message: members to others who are members today. The person's address is shown to nobody."""
    if MEMBERS not in keys_of(user):
        return SECRET
    if profile.person_id == user.pk:
        return denied(_("You cannot write to yourself."))
    if not getattr(user, get_user_model().get_email_field_name(), ""):
        return denied(_("Your account has no e-mail address that an answer could go to."))
    if can_be_written_to(profile.person_id):
        return ALLOWED
    if not (seen := can_see_profile(user, profile)):
        return seen
    return denied(_("This person is no longer a member and cannot be written to."))


def can_manage_mandates(user: Person, municipality: Municipality) -> Decision:
    """Begin and end mandates of a municipality, and invite to it: its contact people, office, administration."""
    if acts_for_municipality(user, municipality.key):
        return ALLOWED
    if MEMBERS not in keys_of(user):
        return SECRET
    return denied(_("Only the contact people of this municipality and the office may do this."))


def acts_for_municipality(user: Person, key: str) -> bool:
    """Whether this person looks after the municipality with this key: a contact person, the office, administration."""
    return not keys_of(user).isdisjoint({contact_key(key), OFFICE, ADMIN})


def can_edit_mandate(user: Person, mandate: Mandate) -> Decision:
    """Change or end a function. That a contact person remains is checked under the lock."""
    return can_manage_mandates(user, mandate.municipality)


def can_edit_municipality(user: Person, municipality: Municipality) -> Decision:
    """Write what a municipality says of itself; the facts of the register are nobody's to edit."""
    return can_manage_mandates(user, municipality)


def reach_of(user: Person, profile: Profile, municipality_key_of_profile: str | None) -> Audience:
    """How far a field must be open for this viewer to see it; NOBODY for the person's own eyes."""
    if profile.person_id == user.pk:
        return Audience.NOBODY
    keys = keys_of(user)
    if municipality_key_of_profile and municipality_key(municipality_key_of_profile) in keys:
        return Audience.MUNICIPALITY
    return Audience.MEMBERS if MEMBERS in keys else Audience.PUBLIC
