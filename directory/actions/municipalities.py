"""What the register says of municipalities, and what they say of themselves."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from directory import policy
from directory.models import Municipality
from directory.models.municipality import ABOUT_LIMIT
from directory.signals import municipality_changed
from kit.richtext import normalise

BATCH = 2_000

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

    One statement for each 2,000; sends ``municipality_changed`` once. Asks no policy: only commands call it.
    """
    rows = sorted(municipalities, key=lambda row: row.key)  # two imports at once then wait in one order
    with transaction.atomic():
        Municipality.objects.bulk_create(
            rows, BATCH, update_conflicts=True, unique_fields=["key"], update_fields=REGISTER_FIELDS
        )
        stored = list(Municipality.objects.filter(key__in=[row.key for row in rows]))
        municipality_changed.send(Municipality, municipalities=stored)
    return stored


def edit_municipality(
    *, actor: Any, municipality: Municipality, website: str, contact_email: str, about: str
) -> Municipality:
    """Changes what a municipality says of itself; the register's facts stay as they are.

    Locks the municipality; sends ``municipality_changed``. Raises what policy denies, and ValidationError by field.
    """
    with transaction.atomic():
        municipality = Municipality.objects.select_for_update(no_key=True, of=("self",)).get(pk=municipality.pk)
        policy.can_edit_municipality(actor, municipality).require()
        municipality.website, municipality.contact_email = website.strip(), contact_email.strip()
        municipality.about = normalise(about).strip()
        own = ["website", "contact_email", "about"]
        municipality.clean_fields(exclude=[field.name for field in Municipality._meta.fields if field.name not in own])
        _check_own_words(municipality)
        municipality.save(update_fields=own)
        municipality_changed.send(Municipality, municipalities=[municipality])
    return municipality


def _check_own_words(municipality: Municipality) -> None:
    errors = {}
    if municipality.website:
        parts = urlsplit(municipality.website)
        if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
            errors["website"] = _("Please enter an address that begins with https:// and names nobody’s password.")
    if len(municipality.about) > ABOUT_LIMIT:
        text = _("Your text has %(count)s characters, %(max)s are possible. Please shorten it by %(excess)s.")
        count = len(municipality.about)
        errors["about"] = text % {"count": count, "max": ABOUT_LIMIT, "excess": count - ABOUT_LIMIT}
    if errors:
        raise ValidationError(errors)
