"""Rooms and keys: the one door every protected row stands behind (architecture, rule 1).

A row stands in a *room* named by a key such as ``members``, ``area:7`` or ``user:88``. Apps register which keys a
person holds (as querysets, so that all sources together cost one statement) and, the other way round, which people
hold a key (as a ``Q`` over users). A test proves that both directions agree.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from .conditions import is_one_of
from .prepared import Given, Prepared

PUBLIC = "public"
MEMBERS = "members"
SPEAKER = "speaker"
OFFICE = "office"
ADMIN = "admin"


class Anybody:
    """Stands for the person in a queryset that is written for many (kit.prepared); its gaps take ``values_of`` one.

    ``keys`` are those on which the querysets themselves depend, not only what they find.
    """

    is_authenticated = is_active = True
    is_anonymous = is_superuser = False

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self.keys = frozenset(keys)
        self.pk = Given("user")
        self.date_joined = Given("joined", DateTimeField())
        self.rooms = Given("rooms", ArrayField(TextField()))


Person = AbstractBaseUser | AnonymousUser | Anybody


@dataclass(frozen=True)
class KeySource:
    """One app's contribution of keys.

    ``keys``: gives querysets of exactly one text column (``values_list(…, flat=True)``), the keys of the person whose
    id fills the gap (kit.prepared).
    ``users``: gives the people who hold the key as a condition over users, or None where the key is not this source's.
    """

    name: str
    keys: Callable[[Given], Iterable[QuerySet[Any, Any]]]
    users: Callable[[str], Q | None]


_sources: dict[str, KeySource] = {}
_grants_membership: set[str] = set()


def register(source: KeySource, *, grants_membership: bool = False) -> None:
    """Registers a source of keys; call it in ``AppConfig.ready``. A second call with the same name replaces the first.

    A source that grants membership answers for the key ``members`` too. Without any such source every active
    person is a member.
    """
    _sources[source.name] = source
    _held_keys.forget()
    _people_with_keys.forget()
    if grants_membership:
        _grants_membership.add(source.name)


def user_key(user_id: int) -> str:
    """The room only this person may enter."""
    return f"user:{user_id}"


def keys_of(user: Person | None) -> frozenset[str]:
    """All keys this person holds now. One SQL statement, remembered on the user object for the request.

    Inactive and anonymous people hold ``public`` alone, superusers of every site ``admin`` and ``members``.
    """
    if isinstance(user, Anybody):
        return user.keys
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset({PUBLIC})
    held: frozenset[str] | None = getattr(user, "_access_keys", None)
    return _remember(user, _read_keys(user)) if held is None else held


def person_with_keys(user_id: Any) -> AbstractBaseUser | None:
    """This person with the keys held now, so that ``keys_of`` costs nothing. One statement, for sign-in backends."""
    for person in _people_with_keys.rows(person=user_id):
        read = person.__dict__.pop("_read_keys")
        _remember(person, _with_membership(read))
        return person
    return None


def read_keys_of(people: Collection[AbstractBaseUser]) -> None:
    """Reads the keys of all these people at once, so that ``keys_of`` costs nothing for any of them. One statement."""
    held: dict[int, set[str]] = {person.pk: set() if _grants_membership else {MEMBERS} for person in people}
    if _sources and held:
        keys, parameters = _keys_of_all_sources(RawSQL("holder.id", (), BigIntegerField())).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(_KEYS_OF_EACH.format(keys=keys), [list(held), *parameters])
            for person_id, key in cursor.fetchall():
                held[person_id].add(key)
    for person in people:
        _remember(person, held[person.pk])


def _remember(user: AbstractBaseUser, read: Iterable[str]) -> frozenset[str]:
    of_superusers = {ADMIN, MEMBERS} if getattr(user, "is_superuser", False) else set()
    held = frozenset({PUBLIC, user_key(user.pk), *of_superusers, *read})
    user._access_keys = held  # type: ignore[attr-defined]
    return held


def in_rooms_of(user: Person, field: str = "room") -> Q:
    """The condition that a row stands in a room this person may enter. ``field`` leads to the row's room."""
    rooms = user.rooms if isinstance(user, Anybody) else Value(sorted(keys_of(user)), ArrayField(TextField()))
    return is_one_of(field, rooms)


def values_of(user: Person) -> dict[str, Any]:
    """What stands in the gaps of querysets written for ``Anybody``."""
    joined = getattr(user, "date_joined", None) or timezone.now()
    return {"user": user.pk, "joined": joined, "rooms": sorted(keys_of(user))}


def forget_keys(user: Person) -> None:
    """Makes the next ``keys_of`` read again; for code that changes rights and goes on with the same user object."""
    if hasattr(user, "_access_keys"):  # not in __dict__: the request's user is a lazy object around the real one
        del user._access_keys


def _read_keys(user: AbstractBaseUser) -> set[str]:
    return _with_membership(_held_keys.rows(person=user.pk) if _sources else ())


def _with_membership(read: Iterable[str]) -> set[str]:
    return set(read) if _grants_membership else {MEMBERS, *read}


def _keys_of_all_sources(person: Any) -> QuerySet[Any, Any]:
    querysets = [queryset.order_by() for source in _sources.values() for queryset in source.keys(person)]
    # The union asks for the default ordering of its first model again.
    return querysets[0].union(*querysets[1:], all=True).order_by()


def _people_read_with_keys() -> QuerySet[Any, Any]:
    held = ArraySubquery(_keys_of_all_sources(Given("person"))) if _sources else Value([], ArrayField(TextField()))
    return get_user_model()._default_manager.filter(pk=Given("person")).annotate(_read_keys=held)


_held_keys = Prepared(lambda: _keys_of_all_sources(Given("person")))
_people_with_keys = Prepared(_people_read_with_keys)
_KEYS_OF_EACH = "SELECT holder.id, held.key FROM unnest(%s::bigint[]) AS holder(id), LATERAL ({keys}) AS held(key)"


def condition_for(key: str) -> Q:
    """The condition over users that all sources together set for this key; matches nobody where none knows it."""
    anyone = Q(is_superuser=True) if key in (ADMIN, MEMBERS) else Q(pk__in=[])
    for source in _sources.values():
        if (condition := source.users(key)) is not None:
            anyone |= condition
    return anyone


def users_with(key: str) -> QuerySet[Any]:
    """The active people who hold this key, without duplicates and in no particular order."""
    people = get_user_model()._default_manager.filter(is_active=True)
    if key == PUBLIC or (key == MEMBERS and not _grants_membership):
        return people
    if key.startswith("user:"):
        number = key.removeprefix("user:")
        return people.filter(pk=int(number)) if number.isdecimal() else people.none()
    return people.filter(condition_for(key))
