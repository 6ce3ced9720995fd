"""Figures, places and faces of the network for the public home page, read from the directory."""

from typing import Any

from django.core.cache import caches
from django.utils import timezone

from directory.models import Municipality, SpeakerTerm
from directory.querysets import latest_mandate
from kit.access import MEMBERS, users_with

from .outline import place

CACHE_KEY = "home.network"
SECONDS = 60


def network_numbers() -> dict[str, Any]:
    """How many municipalities and people belong to the network, and where; at most a minute old."""
    numbers = caches["local"].get(CACHE_KEY)
    if numbers is None:
        members = Municipality.objects.members()
        spots = members.filter(is_fictitious=False)
        numbers = {
            "municipalities": members.count(),
            "people": users_with(MEMBERS).count(),
            "dots": [
                place(longitude, latitude)
                for longitude, latitude in spots.order_by("pk").values_list("longitude", "latitude")
                if longitude is not None and latitude is not None
            ],
        }
        caches["local"].set(CACHE_KEY, numbers, SECONDS)
    return numbers


def years_since(year: int | None) -> int | None:
    """How long the network exists, in full years."""
    return timezone.localdate().year - year if year else None


def speaker_cards() -> list[dict[str, Any]]:
    """The current speaker team: an elected office held in public, therefore name and municipality and nothing else."""
    terms = SpeakerTerm.objects.current().filter(person__is_active=True).select_related("person")
    terms = terms.annotate(mandate=latest_mandate("person")).order_by("begins_on", "pk")
    return [
        {"id": term.person_id, "name": str(term.person), "municipality": (term.mandate or {}).get("label", "")}
        for term in terms
    ]
