"""Who speaks for a municipality, from which day to which day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import policy
from directory.models import Mandate, Municipality
from directory.signals import mandate_changed
from kit.access import forget_keys
from kit.richtext import normalise
from notifications import doorbell

from .profiles import ensure_profiles


def begin_mandate(
    *,
    actor: Any,
    person: Any,
    municipality: Municipality,
    function: str,
    is_contact: bool,
    begins_on: date | None = None,
) -> Mandate:
    """Ties a person to a municipality from a day on (today unless given).

    Locks the municipality; writes the mandate and, where missing, the profile; sends ``mandate_changed``. Raises what
    policy denies, and ValidationError where the person has a mandate in that time.
    """
    with transaction.atomic():
        municipality = _lock(municipality.pk)
        policy.can_manage_mandates(actor, municipality).require()
        try:
            with transaction.atomic():
                mandate = Mandate.objects.create(
                    person=person,
                    municipality=municipality,
                    function=function.strip(),
                    is_contact=is_contact,
                    begins_on=begins_on or timezone.localdate(),
                    created_by=actor,
                )
        except IntegrityError as error:
            raise ValidationError(
                _("This person already has a function in a municipality in that time. Please end it first."),
                "overlapping_mandate",
            ) from error
        ensure_profiles(people=[person])
        forget_keys(person)
        mandate_changed.send(Mandate, mandate=mandate)
    return mandate


def edit_mandate(
    *, actor: Any, mandate: Mandate, function: str, is_contact: bool, ends_on: date | None = None
) -> Mandate:
    """Changes what somebody does for a municipality, and ends it where ``ends_on`` is given (as ``end_mandate``).

    Locks the municipality, then the mandate; sends ``mandate_changed``; makes the person's sockets ask again. Raises
    what policy denies, and ValidationError by field: for the last contact person, a mandate that is over, an impossible
    day or a function too long.
    """
    with transaction.atomic():
        mandate = _lock_mandate(mandate)
        policy.can_edit_mandate(actor, mandate).require()
        _require_running(mandate)
        if mandate.is_contact and not is_contact:
            begins_on = max(timezone.localdate(), mandate.begins_on)
            with _beside("is_contact"):
                _require_successor(mandate, begins_on)
        mandate.function, mandate.is_contact = " ".join(normalise(function).split()), is_contact
        mandate.clean_fields(exclude=[field.name for field in Mandate._meta.fields if field.name != "function"])
        mandate.changed_by, mandate.changed_at = actor, timezone.now()
        mandate.save(update_fields=["function", "is_contact", "changed_by", "changed_at"])
        if ends_on is not None:
            with _beside("ends_on"):
                _end(actor, mandate, ends_on)
        _tell(mandate)
    return mandate


def end_mandate(*, actor: Any, mandate: Mandate, ends_on: date | None = None) -> Mandate:
    """Ends a mandate; ``ends_on`` is the first day without it (today unless given).

    Locks the municipality, then the mandate; sends ``mandate_changed``; makes the person's sockets ask again. Raises
    what policy denies, and ValidationError for the last contact person, a mandate that is over, and a day before it
    began or already past.
    """
    with transaction.atomic():
        mandate = _lock_mandate(mandate)
        policy.can_edit_mandate(actor, mandate).require()
        _require_running(mandate)
        _end(actor, mandate, ends_on or timezone.localdate())
        _tell(mandate)
    return mandate


def _lock(municipality_id: int) -> Municipality:
    return Municipality.objects.select_for_update(no_key=True, of=("self",)).get(pk=municipality_id)


def _lock_mandate(mandate: Mandate) -> Mandate:
    municipality = _lock(mandate.municipality_id)
    rows = Mandate.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    locked: Mandate = rows.get(pk=mandate.pk)
    locked.municipality = municipality
    return locked


def _require_running(mandate: Mandate) -> None:
    if mandate.ends_on and mandate.ends_on <= timezone.localdate():
        raise ValidationError(_("This function has already ended."), "already_ended")


def _end(actor: Any, mandate: Mandate, ends_on: date) -> None:
    if ends_on < max(timezone.localdate(), mandate.begins_on):
        raise ValidationError(_("A function cannot end in the past or before it begins."), "ends_too_early")
    if mandate.is_contact:
        _require_successor(mandate, ends_on)
    mandate.ends_on, mandate.ended_by, mandate.ended_at = ends_on, actor, timezone.now()
    mandate.save(update_fields=["ends_on", "ended_by", "ended_at"])


def _tell(mandate: Mandate) -> None:
    forget_keys(mandate.person)
    doorbell.recheck_user(mandate.person_id)
    mandate_changed.send(Mandate, mandate=mandate)


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """Ties a refusal to the field of the form that asked for it."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: error}) from error


def _require_successor(mandate: Mandate, gone_on: date) -> None:
    """Every municipality keeps somebody one can ask, on each day until this mandate would have ended anyway.

    The lock on the municipality makes two who leave at once wait for each other.
    """
    others = Mandate.objects.filter(municipality=mandate.municipality, is_contact=True, person__is_active=True)
    others = (
        others.exclude(pk=mandate.pk).exclude(person=mandate.person).filter(Q(ends_on=None) | Q(ends_on__gt=gone_on))
    )
    covered = gone_on
    for begins_on, ends_on in others.order_by("begins_on").values_list("begins_on", "ends_on"):
        if begins_on > covered:
            break
        covered = max(covered, ends_on or date.max)
    if covered < (mandate.ends_on or date.max):
        raise ValidationError(
            _("%(municipality)s would have no contact person any more. Please name a successor first.")
            % {"municipality": mandate.municipality.label},
            "last_contact",
        )
