"""Who looks after whose account. Every answer is a Decision with its reason.

The table these rules are tested against is tests/security/permissions.csv (rows D07, D08, D12, A03, A10).
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kit.access import ADMIN, MEMBERS, OFFICE, Person, condition_for, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from .models import Invitation, User
from .querysets import acts_for_all, contact_municipalities

if TYPE_CHECKING:
    from directory.models import Mandate, Municipality


def can_manage_people(user: Person) -> Decision:
    """Open the page of invitations at all."""
    if acts_for_all(user) or contact_municipalities(user):
        return ALLOWED
    if MEMBERS not in keys_of(user):
        return SECRET
    return denied(_("Only contact persons and the office invite people and look after their accounts."))


def can_invite_to(user: Person, municipality: "Municipality") -> Decision:
    """Invite to a municipality. Contact people learn nothing of invitations elsewhere."""
    if not (decision := can_manage_people(user)):
        return decision
    return ALLOWED if acts_for_all(user) or municipality.key in contact_municipalities(user) else SECRET


def can_change_invitation(user: Person, invitation: Invitation) -> Decision:
    """Send it again, withdraw it."""
    return can_invite_to(user, invitation.municipality)


def can_end_mandate(user: Person, mandate: "Mandate") -> Decision:
    """End somebody's function. That a contact person remains is checked under the lock (directory.actions)."""
    return can_invite_to(user, mandate.municipality)


def can_deactivate_person(user: Person, person: User) -> Decision:
    """Close somebody's account. Contact people: those who speak for their own municipality. Two statements."""
    if not (decision := _can_look_after(user, person)):
        return decision
    if person.pk == user.pk:
        return denied(_("You cannot deactivate your own account."))
    return _may_touch_rank(user, person)


def can_reactivate_person(user: Person, person: User) -> Decision:
    """Open a closed account again: the office, because it may have been the one who closed it."""
    if not (decision := _can_look_after(user, person)):
        return decision
    if not acts_for_all(user):
        return denied(_("Only the office can open a deactivated account again."))
    return _may_touch_rank(user, person)


def _can_look_after(user: Person, person: User) -> Decision:
    from directory.models import Mandate

    if not (decision := can_manage_people(user)):
        return decision
    if acts_for_all(user):
        return ALLOWED
    shared = Mandate.objects.current().filter(person=person.pk, municipality__key__in=contact_municipalities(user))
    return ALLOWED if shared.exists() else SECRET


def _may_touch_rank(user: Person, person: User) -> Decision:
    """Nobody closes or opens the account of somebody with more rights; deactivated people keep their groups."""
    if ADMIN in keys_of(user):
        return ALLOWED
    if _would_hold(ADMIN, person):
        return denied(_("Only the administration may do this with an account of the administration."))
    if OFFICE not in keys_of(user) and _would_hold(OFFICE, person):
        return denied(_("Only the office may do this with an account of the office."))
    return ALLOWED


def _would_hold(key: str, person: Any) -> bool:
    if (known := getattr(person, "ranks", None)) is not None:  # read for a whole list at once (cms.office)
        return key in known
    return User.objects.filter(condition_for(key), pk=person.pk).exists()
