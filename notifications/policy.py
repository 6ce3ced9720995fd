"""Who may do what here, beyond what concerns oneself alone. Tested against tests/security/permissions.csv (N06)."""

from django.utils.translation import gettext_lazy as _

from kit.access import MEMBERS, Person, keys_of
from kit.decision import ALLOWED, SECRET, Decision, denied

from . import conf


def can_announce(user: Person) -> Decision:
    """Send a message to all, or to those a topic concerns."""
    keys = keys_of(user)
    if MEMBERS not in keys:
        return SECRET
    if keys.isdisjoint(conf.announcers()):
        return denied(_("Announcements are sent by the speaker team and the network office."))
    return ALLOWED
