"""The directory's keys: ``speaker``, ``members``, ``municipality:<key>`` and, for contact people, ``contact:<key>``."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from kit.access import MEMBERS, SPEAKER, KeySource
from kit.access import register as register_source
from kit.prepared import Given

from . import conf

MUNICIPALITY = "municipality:"
CONTACT = "contact:"


def municipality_key(key: str) -> str:
    """The room of all who speak for this municipality."""
    return f"{MUNICIPALITY}{key}"


def contact_key(key: str) -> str:
    """Held by the contact people of this municipality."""
    return f"{CONTACT}{key}"


def _makes_members() -> bool:
    return bool(conf.value("MANDATES_MAKE_MEMBERS"))


def keys(person: Given) -> Iterable[QuerySet[Any, Any]]:
    from .models import Mandate, SpeakerTerm

    mandates = Mandate.objects.current().filter(person=person)
    terms = SpeakerTerm.objects.current().filter(person=person)
    contacts = mandates.filter(is_contact=True)
    own = [
        mandates.values_list(_prefixed(MUNICIPALITY), flat=True),
        contacts.values_list(_prefixed(CONTACT), flat=True),
        terms.values_list(_text(SPEAKER), flat=True),
    ]
    membership = [rows.values_list(_text(MEMBERS), flat=True) for rows in (mandates, terms)]
    return [*membership, *own] if _makes_members() else own


def users(key: str) -> Q | None:
    from .models import Mandate, SpeakerTerm

    # Existence, not lists of ids: where several conditions stand beside each other, PostgreSQL would read whole tables.
    mandates = Mandate.objects.current().filter(person=OuterRef("pk"))
    terms = Q(Exists(SpeakerTerm.objects.current().filter(person=OuterRef("pk"))))
    if key == SPEAKER:
        return terms
    if key == MEMBERS and _makes_members():
        return terms | Q(Exists(mandates))
    if key.startswith(MUNICIPALITY):
        own = mandates.filter(municipality__key=key.removeprefix(MUNICIPALITY))
        return Q(Exists(own))
    if key.startswith(CONTACT):
        own = mandates.filter(municipality__key=key.removeprefix(CONTACT), is_contact=True)
        return Q(Exists(own))
    return None


def register() -> None:
    """Called when the apps are ready."""
    register_source(KeySource("directory", keys, users), grants_membership=_makes_members())


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _prefixed(prefix: str) -> Concat:
    return Concat(_text(prefix), "municipality__key", output_field=CharField())
