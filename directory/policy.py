"""Who may do what in the directory. Plain functions; every answer is a Decision with its reason.

The table these rules are tested against is tests/security/permissions.csv (rows D01 to D12).
"""

from django.utils.translation import gettext_lazy as _

from kit.access import ADMIN, MEMBERS, OFFICE, Person, keys_of
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


def can_manage_mandates(user: Person, municipality: Municipality) -> Decision:
    """Begin and end mandates of a municipality, and invite to it: its contact people, office, administration."""
    keys = keys_of(user)
    if not keys.isdisjoint({contact_key(municipality.key), OFFICE, ADMIN}):
        return ALLOWED
    if MEMBERS not in keys:
        return SECRET
    return denied(_("Only the contact people of this municipality and the office may do this."))


def can_end_mandate(user: Person, mandate: Mandate) -> Decision:
    return can_manage_mandates(user, mandate.municipality)


def reach_of(user: Person, profile: Profile, municipality_key_of_profile: str | None) -> Audience:
    """How far a field must be open for this viewer to see it; NOBODY for the person's own eyes."""
    if profile.person_id == user.pk:
        return Audience.NOBODY
    keys = keys_of(user)
    if municipality_key_of_profile and municipality_key(municipality_key_of_profile) in keys:
        return Audience.MUNICIPALITY
    return Audience.MEMBERS if MEMBERS in keys else Audience.PUBLIC
