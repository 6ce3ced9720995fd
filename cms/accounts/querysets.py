"""Reads of invitations and of the people one may invite or deactivate."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from kit.access import ADMIN, OFFICE, Person, keys_of

from .tokens import hash_token

if TYPE_CHECKING:
    from .models import Invitation  # noqa: F401  named in the class body's brackets

CONTACT = "contact:"
DAYS_TO_UNDO = 90
BY_NAME = ("sort_name", "pk")


def contact_municipalities(user: Person) -> set[str]:
    """The official keys of the municipalities this person is a contact person of."""
    return {key.removeprefix(CONTACT) for key in keys_of(user) if key.startswith(CONTACT)}


def acts_for_all(user: Person) -> bool:
    """Office and administration look after the people of every municipality."""
    return not keys_of(user).isdisjoint({OFFICE, ADMIN})


class MailedLinkQuerySet[Link: models.Model](models.QuerySet[Link]):
    def with_token(self, token: str) -> Self:
        """The one a mailed link means."""
        return self.filter(token_hash=hash_token(token))


class InvitationQuerySet(MailedLinkQuerySet["Invitation"]):
    def visible_to(self, user: Person) -> Self:
        """Those of the municipalities whose people this person looks after."""
        if acts_for_all(user):
            return self
        return self.filter(municipality__key__in=contact_municipalities(user))

    def pending(self) -> Self:
        """Neither accepted nor withdrawn; expired ones too, because they can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> Self:
        """Those somebody can accept now."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def for_list(self, user: Person) -> Self:
        """Everything a row of the list shows."""
        return self.visible_to(user).pending().select_related("municipality", "invited_by")


def municipalities_for(user: Person) -> QuerySet[Any]:
    """The municipalities this person may invite to, by name."""
    from directory.models import Municipality

    if acts_for_all(user):
        return Municipality.objects.members().with_sort_name().order_by(*BY_NAME)
    return Municipality.objects.filter(key__in=contact_municipalities(user)).with_sort_name().order_by(*BY_NAME)


def mandates_for_list(municipality: Any) -> QuerySet[Any]:
    """The people who speak for a municipality now, by name, and those who left lately with a deactivated account.

    The latter stand here so that a mistake can be undone.
    """
    from directory.models import Mandate

    today = timezone.localdate()
    lately = Q(person__is_active=False, ends_on__gt=today - timedelta(days=DAYS_TO_UNDO))
    mandates = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today) | lately, municipality=municipality, begins_on__lte=today
    )
    return mandates.select_related("person").order_by("person__last_name", "person__first_name", "pk")
