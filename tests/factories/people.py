"""Accounts."""

import itertools
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

PASSWORD = "Rathaus-Lampe-27"

FIRST_NAMES = ["Petra", "Sven", "Lena", "Jonas", "Birgit", "Thomas", "Ayşe", "Ralf", "Miriam", "Oğuz", "Änne", "Karl"]
LAST_NAMES = ["Voßkuhl", "Hartung", "Friedrichs", "Albrecht", "Wessling", "Ostermann", "Demirel", "Nieswandt", "Öztürk"]

_numbers = itertools.count(1)


def next_number() -> int:
    """A number no other row of this run has."""
    return next(_numbers)


def make_user(email="", *, groups=(), **fields):
    """An active account without membership (an applicant), a month old and at home. ``groups``: their names."""
    number = next_number()
    fields.setdefault("first_name", FIRST_NAMES[number % len(FIRST_NAMES)])
    fields.setdefault("last_name", LAST_NAMES[number % len(LAST_NAMES)])
    fields.setdefault("date_joined", timezone.now() - timedelta(days=30))
    fields.setdefault("password", PASSWORD)
    fields.setdefault("welcomed_at", fields["date_joined"])
    user = get_user_model().objects.create_user(email or f"person{number}@rathaus.example", **fields)
    for name in groups:
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


make_applicant = make_user


def make_editor(**fields):
    """A person of the network office (key ``office``), without a mandate."""
    return make_user(groups=["Redaktion"], **fields)


def make_admin(**fields):
    """A person of the administration (key ``admin``), without a mandate."""
    return make_user(groups=["Administration"], **fields)
