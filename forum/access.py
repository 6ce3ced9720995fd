"""The forum's keys: ``area:<id>`` for the people on a closed area's list who are members, and for administrators;
``thread:<id>`` for the office while a case about one of the thread's posts is open and referred to it.

No row stands in a room ``thread:<id>``: the key lets its holder read this one thread and nothing more. Lists, search,
notifications and sockets compare the rooms of areas, so that none of them widens.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kit.access import ADMIN, MEMBERS, KeySource, Person, condition_for, keys_of, users_with
from kit.access import register as register_source
from kit.prepared import Given

from . import conf

PREFIX = "area:"
THREAD_PREFIX = "thread:"


def area_key(area_id: int) -> str:
    """The room of a closed area."""
    return f"{PREFIX}{area_id}"


def thread_key(thread_id: int) -> str:
    """Held by those who may read this thread because a case about it was referred to them."""
    return f"{THREAD_PREFIX}{thread_id}"


def referred_threads(user: Person) -> list[int]:
    """The threads whose keys this person holds. No statement beyond that of ``keys_of``."""
    return sorted(int(key.removeprefix(THREAD_PREFIX)) for key in keys_of(user) if key.startswith(THREAD_PREFIX))


def keys(person: Given) -> Iterable[QuerySet[Any, Any]]:
    from .models import Area

    me = {"pk": person}
    listed = Q(memberships__user=person) & Exists(users_with(MEMBERS).filter(**me))
    rooms = Area.objects.filter(is_closed=True).filter(listed | Exists(users_with(ADMIN).filter(**me)))
    prefix = Value(THREAD_PREFIX, output_field=CharField())
    threads = _referred().exclude(post__author=person).filter(Exists(_referees().filter(**me)))
    key = Concat(prefix, Cast("post__thread", CharField()))
    return [rooms.values_list("room", flat=True).distinct(), threads.values_list(key, flat=True)]


def users(key: str) -> Q | None:
    from .models import AreaMembership

    if key.startswith(THREAD_PREFIX):
        return _readers_of(key.removeprefix(THREAD_PREFIX))
    number = key.removeprefix(PREFIX)
    if not key.startswith(PREFIX) or not number.isdecimal():
        return None
    me = OuterRef("pk")
    listed = Q(Exists(AreaMembership.objects.filter(area=int(number), user=me)))
    return (listed & Q(Exists(users_with(MEMBERS).filter(pk=me)))) | condition_for(ADMIN)


def _referred() -> QuerySet[Any]:
    """The open cases that were referred."""
    from .models import ModerationCase

    return ModerationCase.objects.open().filter(is_referred=True)


def _referees() -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(_anyone_with(conf.value("REFEREES")), is_active=True)


def _anyone_with(keys: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for key in keys:
        condition |= condition_for(key)
    return condition


def moderators_of(room: str) -> QuerySet[Any]:
    """Who moderates what stands in this room, without the administrators, who hold every key and need not look."""
    names = conf.value("MODERATORS")
    return users_with(room).filter(_anyone_with([key for key in names if key != ADMIN] or names))


def _readers_of(number: str) -> Q | None:
    if not number.isdecimal():
        return None
    about_others = _referred().filter(post__thread=int(number)).exclude(post__author=OuterRef("pk"))
    return Q(Exists(_referees().filter(pk=OuterRef("pk")))) & Q(Exists(about_others))


def register() -> None:
    register_source(KeySource("forum", keys, users))
