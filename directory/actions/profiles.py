"""Profiles: made when a person joins, edited by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from directory import conf, policy
from directory.enums import Direction
from directory.models import Expertise, Profile
from directory.signals import profile_changed

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ı": "i"})
EDITABLE = (
    "function",
    "phone",
    "phone_hours",
    "about",
    "email_audience",
    "phone_audience",
    "about_audience",
    "offers_audience",
    "seeks_audience",
)


@dataclass(frozen=True)
class ProfileChanges:
    """New values of simple fields by name, and the whole list of expertise, or None to leave it."""

    fields: dict[str, Any]
    expertise: Sequence[Expertise] | None = None


def ensure_profiles(*, people: Iterable[Any]) -> None:
    """Makes a profile with a free address for everybody who has none. At most three statements."""
    missing = {person.pk: person for person in people}
    for pk in Profile.objects.filter(person__in=missing).values_list("person", flat=True):
        del missing[pk]
    if not missing:
        return
    stems = {pk: slugify(conf.display_name(person).translate(_SPELLED_OUT))[:100] for pk, person in missing.items()}
    pattern = "|".join(sorted({stem or "mitglied" for stem in stems.values()}))
    taken = set(Profile.objects.filter(slug__regex=rf"^({pattern})(-\d+)?$").values_list("slug", flat=True))
    rows = []
    for pk in sorted(missing):
        slug = _free(stems[pk] or "mitglied", taken)
        taken.add(slug)
        rows.append(Profile(person_id=pk, slug=slug))
    Profile.objects.bulk_create(rows)


def edit_profile(*, actor: Any, profile: Profile, changes: ProfileChanges) -> Profile:
    """Changes a person's own profile.

    Locks the profile; replaces the expertise where given; sends ``profile_changed``. Raises what policy denies,
    ValidationError for values the fields refuse, and ValueError for a field that is not editable.
    """
    if unknown := set(changes.fields) - set(EDITABLE):
        raise ValueError(f"not editable: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        profile = Profile.objects.select_for_update(no_key=True).get(pk=profile.pk)
        policy.can_edit_profile(actor, profile).require()
        for name, value in changes.fields.items():
            setattr(profile, name, value)
        profile.clean_fields(exclude=[name for name in ("person", "slug") if name not in changes.fields])
        profile.save(update_fields=list(changes.fields))
        if changes.expertise is not None:
            _replace_expertise(profile, changes.expertise)
        profile_changed.send(Profile, profile=profile)
    return profile


def _replace_expertise(profile: Profile, wanted: Sequence[Expertise]) -> None:
    profile.expertise.all().delete()
    counters = dict.fromkeys(Direction, 0)
    for row in wanted:
        row.pk, row.profile, row.position = None, profile, counters[Direction(row.direction)]
        counters[Direction(row.direction)] += 1
    Expertise.objects.bulk_create(wanted)


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
