"""Profiles: made when a person joins, edited by themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory import conf, policy
from directory.confirmation import CONFIRM
from directory.enums import Direction
from directory.models import Expertise, Profile
from directory.signals import profile_changed
from kit.models.taxonomy import TAG_PATTERN
from kit.richtext import normalise
from kit.tags import tags_by_name
from notifications.actions import close_requests

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


MAX_SUBJECTS = 10  # in each direction
ABOUT_LIMIT = 2_000
_PHONE = re.compile(r"\+?[0-9 /()–-]{0,30}")


@dataclass(frozen=True)
class Keyword:
    """Expertise in something that has no topic of its own: the name of a tag, made where it is missing."""

    direction: Direction
    name: str
    note: str = ""


@dataclass(frozen=True)
class ProfileChanges:
    """New values of simple fields by name, and the whole list of expertise, or None to leave it.

    ``keywords`` come behind ``expertise`` and need it to be given.
    """

    fields: dict[str, Any]
    expertise: Sequence[Expertise] | None = None
    keywords: Sequence[Keyword] = ()


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


def edit_own_profile(*, actor: Any, changes: ProfileChanges) -> Profile:
    """Changes the actor's own profile, made first where there is none: see ``edit_profile``."""
    with transaction.atomic():
        ensure_profiles(people=[actor])
        return edit_profile(actor=actor, profile=Profile.objects.get(person=actor.pk), changes=changes)


def edit_profile(*, actor: Any, profile: Profile, changes: ProfileChanges) -> Profile:
    """Changes a person's own profile.

    Locks the profile; replaces the expertise where given, making missing tags; the profile counts as confirmed then.
    Sends ``profile_changed``. Raises what policy denies, ValidationError for values the fields refuse and too many
    subjects, and ValueError for a field that is not editable.
    """
    if unknown := set(changes.fields) - set(EDITABLE):
        raise ValueError(f"not editable: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        profile = Profile.objects.select_for_update(no_key=True).get(pk=profile.pk)
        policy.can_edit_profile(actor, profile).require()
        for name, value in changes.fields.items():
            setattr(profile, name, _tidy(name, value) if isinstance(value, str) else value)
        profile.clean_fields(exclude=[name for name in ("person", "slug") if name not in changes.fields])
        _check_words(profile)
        _confirm(profile)
        profile.save(update_fields=[*changes.fields, "confirmed_at"])
        if changes.expertise is not None:
            _replace_expertise(profile, changes.expertise, changes.keywords)
        profile_changed.send(Profile, profile=profile)
    return profile


def confirm_profile(*, actor: Any) -> None:
    """The person says that what stands in their profile is still right. Locks the profile; settles the request."""
    with transaction.atomic():
        ensure_profiles(people=[actor])
        profile = Profile.objects.select_for_update(no_key=True).get(person=actor.pk)
        _confirm(profile)
        profile.save(update_fields=["confirmed_at"])


def _confirm(profile: Profile) -> None:
    profile.confirmed_at = timezone.now()
    close_requests(kind=CONFIRM, user_ids=[profile.person_id])


def _tidy(name: str, value: str) -> str:
    """Without characters that cannot be seen or stored; all but ``about`` in one line."""
    text = normalise(value)
    return text.strip() if name == "about" else " ".join(text.split())


def _check_words(profile: Profile) -> None:
    errors = {}
    if len(profile.about) > ABOUT_LIMIT:
        text = _("Your text has %(count)s characters, %(max)s are possible. Please shorten it by %(excess)s.")
        count = len(profile.about)
        errors["about"] = text % {"count": count, "max": ABOUT_LIMIT, "excess": count - ABOUT_LIMIT}
    if not _PHONE.fullmatch(profile.phone):
        errors["phone"] = _("Please enter a phone number of digits, spaces and / ( ) -, at most 30 of them.")
    if errors:
        raise ValidationError(errors)


def _replace_expertise(profile: Profile, subjects: Sequence[Expertise], keywords: Sequence[Keyword]) -> None:
    for each in keywords:
        TAG_PATTERN(each.name)
    tags = tags_by_name([each.name for each in keywords])
    found = [
        Expertise(direction=each.direction, tag=tags[each.name], note=each.note)
        for each in keywords
        if each.name in tags
    ]
    counters = dict.fromkeys(Direction, 0)
    rows: dict[tuple[str, int | None, int | None], Expertise] = {}
    for row in [*subjects, *found]:
        subject = (row.direction, row.topic_id, row.tag_id)
        if subject in rows:  # a synonym and its tag
            continue
        rows[subject] = row
        row.pk, row.profile, row.note = None, profile, " ".join(normalise(row.note).split())
        row.position = counters[Direction(row.direction)]
        counters[Direction(row.direction)] += 1
    _check_subjects(rows.values(), counters)
    profile.expertise.all().delete()
    Expertise.objects.bulk_create(rows.values())


def _check_subjects(rows: Iterable[Expertise], counters: dict[Direction, int]) -> None:
    errors = {}
    for direction, count in counters.items():
        if count > MAX_SUBJECTS:
            text = _("At most %(max)s subjects, you gave %(count)s.")
            errors[direction.value] = text % {"max": MAX_SUBJECTS, "count": count}
    if errors:
        raise ValidationError(errors)
    for row in rows:
        row.clean_fields(exclude=["profile", "topic", "tag"])


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
