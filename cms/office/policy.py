"""Who works with the operational lists. ``visible_to`` decides what they show, the apps' policies what can be done."""

from django.utils.translation import gettext_lazy as _

from kit.access import ADMIN, MEMBERS, OFFICE, Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied


def can_work_in_office(user: Person) -> Decision:
    """Open the operational lists and, with a purpose, export the directory (rows W13 and D05)."""
    keys = keys_of(user)
    if not keys.isdisjoint({OFFICE, ADMIN}):
        return ALLOWED
    return denied(_("These lists belong to the network’s office.")) if MEMBERS in keys else SECRET
