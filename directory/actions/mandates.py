"""Who speaks for a municipality, from which day to which day."""

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


def end_mandate(*, actor: Any, mandate: Mandate, ends_on: date | None = None) -> Mandate:
    """Ends a mandate; ``ends_on`` is the first day without it (today unless given).

    Locks the municipality, then the mandate; sends ``mandate_changed``. Raises what policy denies, and ValidationError
    for the last contact person, a mandate that is over, and a day before it began or already past.
    """
    today = timezone.localdate()
    ends_on = ends_on or today
    with transaction.atomic():
        municipality = _lock(mandate.municipality_id)
        mandate = (
            Mandate.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=mandate.pk)
        )
        mandate.municipality = municipality
        policy.can_end_mandate(actor, mandate).require()
        if mandate.ends_on and mandate.ends_on <= today:
            raise ValidationError(_("This function has already ended."), "already_ended")
        if ends_on < max(today, mandate.begins_on):
            raise ValidationError(_("A function cannot end in the past or before it begins."), "ends_too_early")
        _require_successor(mandate, ends_on)
        mandate.ends_on, mandate.ended_by, mandate.ended_at = ends_on, actor, timezone.now()
        mandate.save(update_fields=["ends_on", "ended_by", "ended_at"])
        forget_keys(mandate.person)
        mandate_changed.send(Mandate, mandate=mandate)
    return mandate


def _lock(municipality_id: int) -> Municipality:
    return Municipality.objects.select_for_update(no_key=True, of=("self",)).get(pk=municipality_id)


def _require_successor(mandate: Mandate, ends_on: date) -> None:
    """Every municipality keeps somebody one can ask; the lock on it makes two who leave at once wait for each other."""
    if not mandate.is_contact:
        return
    others = Mandate.objects.filter(municipality=mandate.municipality, is_contact=True, person__is_active=True)
    others = others.exclude(pk=mandate.pk).exclude(person=mandate.person)
    if not others.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on), begins_on__lte=ends_on).exists():
        raise ValidationError(
            _("%(municipality)s would have no contact person any more. Please name a successor first.")
            % {"municipality": mandate.municipality.label},
            "last_contact",
        )
