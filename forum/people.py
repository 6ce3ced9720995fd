"""Finding people, and bodies, by name."""

from typing import Any

from django.db.models import Q, QuerySet

from .models import Affiliation

LONGEST = 60
SHORTEST = 2


def people_called(people: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Of these people those whose first or last name begins with each word typed, by name; nobody for one letter."""
    words = typed[:LONGEST].split()
    if len(" ".join(words)) < SHORTEST:
        return people.none()
    for word in words:
        people = people.filter(Q(first_name__istartswith=word) | Q(last_name__istartswith=word))
    return people.order_by("last_name", "first_name", "pk")


def bodies_called(typed: str) -> QuerySet[Affiliation]:
    """Bodies with, for each word typed, a word in their name that begins with it; nobody's for one letter."""
    words = typed[:LONGEST].split()
    bodies = Affiliation.objects.all()
    if len(" ".join(words)) < SHORTEST:
        return bodies.none()
    for word in words:
        bodies = bodies.filter(Q(label__istartswith=word) | Q(label__icontains=f" {word}"))
    return bodies.order_by("label", "pk")
