"""Facts of the register."""

from collections.abc import Iterable

from django.db import transaction

from directory.models import Municipality
from directory.signals import municipality_changed

# What an official register knows; membership, website and address of the page are the network's own.
REGISTER_FIELDS = [
    "ars",
    "name",
    "label",
    "official_name",
    "kind",
    "district",
    "region",
    "population",
    "population_on",
    "area_km2",
    "latitude",
    "longitude",
    "size_class",
]


def record_municipalities(*, municipalities: Iterable[Municipality]) -> list[Municipality]:
    """Writes these bodies by their key: new ones whole, known ones with the facts of the register only.

    One statement for all; sends ``municipality_changed`` once. Asks no policy: only commands call it.
    """
    rows = list(municipalities)
    with transaction.atomic():
        Municipality.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=REGISTER_FIELDS
        )
        stored = list(Municipality.objects.filter(key__in=[row.key for row in rows]))
        municipality_changed.send(Municipality, municipalities=stored)
    return stored
