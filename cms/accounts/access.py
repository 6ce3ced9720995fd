"""The site's own keys: ``office`` and ``admin``, by Django group. Both make a member of who has no mandate.
Superusers are administrators by kit.access.

Groups carry the rights inside the editors' area (groups.py); for everything else only these keys count.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value

from kit.access import ADMIN, MEMBERS, OFFICE, KeySource
from kit.access import register as register_source
from kit.prepared import Given

from .groups import ADMINISTRATION, REDAKTION
from .models import User


def _in_group(name: str) -> Q:
    return Q(Exists(User.groups.through.objects.filter(group__name=name, user=OuterRef("pk"))))


def users(key: str) -> Q | None:
    """Who holds one of our keys."""
    if key == OFFICE:
        return _in_group(REDAKTION)
    if key == ADMIN:
        return _in_group(ADMINISTRATION)
    if key == MEMBERS:
        return _in_group(REDAKTION) | _in_group(ADMINISTRATION)
    return None


def keys(person: Given) -> Iterable[QuerySet[Any, Any]]:
    """Our keys this person holds."""
    for key in (OFFICE, ADMIN, MEMBERS):
        holders = User.objects.filter(users(key) or Q(pk__in=[]), pk=person)
        yield holders.annotate(key=Value(key, TextField())).values_list("key", flat=True)


def register() -> None:
    """Registers the keys with kit.access; called from cms.wiring."""
    register_source(KeySource("accounts", keys, users), grants_membership=True)
