"""The forum's keys: ``area:<id>`` for the people on a closed area's list who are members, and for administrators."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Q, QuerySet

from kit.access import ADMIN, MEMBERS, KeySource, condition_for, users_with
from kit.access import register as register_source

PREFIX = "area:"


def area_key(area_id: int) -> str:
    """The room of a closed area."""
    return f"{PREFIX}{area_id}"


def keys(user: Any) -> Iterable[QuerySet[Any, Any]]:
    from .models import Area

    me = {"pk": user.pk}
    listed = Q(memberships__user=user.pk) & Exists(users_with(MEMBERS).filter(**me))
    rooms = Area.objects.filter(is_closed=True).filter(listed | Exists(users_with(ADMIN).filter(**me)))
    return [rooms.values_list("room", flat=True).distinct()]


def users(key: str) -> Q | None:
    from .models import AreaMembership

    number = key.removeprefix(PREFIX)
    if not key.startswith(PREFIX) or not number.isdecimal():
        return None
    listed = Q(pk__in=AreaMembership.objects.filter(area=int(number)).values("user"))
    return (listed & Q(pk__in=users_with(MEMBERS).values("pk"))) | condition_for(ADMIN)


def register() -> None:
    register_source(KeySource("forum", keys, users))
