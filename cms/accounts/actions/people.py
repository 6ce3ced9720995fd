"""Closing and opening accounts, ending functions."""

from datetime import date

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory import actions as directory_actions
from directory.models import Mandate, Municipality
from kit.access import forget_keys
from notifications import doorbell

from .. import policy, tasks
from ..models import AddressChange, User
from ..querysets import acts_for_all
from ..signals import person_renamed
from .sessions import end_sessions


def deactivate_person(
    *, actor: User, person: User, ends_mandate: bool = False, without_successor: bool = False
) -> User:
    """Closes an account at once: sessions end, sockets close, planned mails are not sent (they look before they go).

    Posts and, unless ``ends_mandate``, the function stay. The last contact person of a municipality is only
    deactivated by the office, and only when it says so (``without_successor``); the function then stays as it is.
    Locks the municipality, then the user; writes the audit entry. Raises what policy denies, and ValidationError.
    """
    with transaction.atomic():
        policy.can_deactivate_person(actor, person).require()
        mandate = Mandate.objects.current().filter(person=person.pk).first()
        if mandate and is_last_contact(mandate, lock=True):
            if not (without_successor and acts_for_all(actor)):
                raise ValidationError(
                    _("%(municipality)s would have no contact person any more. Please name a successor first.")
                    % {"municipality": mandate.municipality.label},
                    "last_contact",
                )
        elif mandate and ends_mandate:
            directory_actions.end_mandate(actor=actor, mandate=mandate)
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            raise ValidationError(_("This account is deactivated already."), "inactive")
        person.is_active = False
        person.save(update_fields=["is_active"])
        close_doors(person)
        log(person, "accounts.deactivate", user=actor)
    return person


def close_doors(person: User) -> None:
    """Ends what an account that is closed left open: sessions, sockets, a wish for another address."""
    AddressChange.objects.filter(user=person, confirmed_at=None).delete()
    end_sessions(UserSession.objects.filter(user=person), person.pk)
    doorbell.close_user(person.pk)
    forget_keys(person)


def reactivate_person(*, actor: User, person: User) -> User:
    """Opens a closed account again; rights follow from mandates and groups as before.

    Locks the user, writes the audit entry. Raises what policy denies, and ValidationError where it is open.
    """
    with transaction.atomic():
        policy.can_reactivate_person(actor, person).require()
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.is_active:
            raise ValidationError(_("This account is active already."), "active")
        person.is_active = True
        person.save(update_fields=["is_active"])
        forget_keys(person)
        log(person, "accounts.reactivate", user=actor)
    return person


def end_mandate(*, actor: User, mandate: Mandate, ends_on: date | None = None) -> Mandate:
    """Ends a function (directory.actions.end_mandate) and makes the person's sockets ask again.

    Raises what policy denies, and ValidationError for the last contact person and for impossible days.
    """
    with transaction.atomic():
        policy.can_end_mandate(actor, mandate).require()
        mandate = directory_actions.end_mandate(actor=actor, mandate=mandate, ends_on=ends_on)
        doorbell.recheck_user(mandate.person_id)
        log(mandate.person, "accounts.end_mandate", user=actor)
    return mandate


def welcome(*, person: User) -> None:
    """Gives an account made by the administration an unusable password and mails the link for the first own one."""
    with transaction.atomic():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        tasks.send_welcome.defer(user_id=person.pk)


def follow_up_edit(*, person: User, old_address: str, old_name: str) -> None:
    """What follows when the administration has edited an account.

    A closed one loses its sessions and sockets, the old address is told of a new one, the other apps of a new name.
    """
    with transaction.atomic():
        if not person.is_active:
            close_doors(person)
        if person.email != old_address:
            change = AddressChange(user=person, old_address=old_address, new_address=person.email)
            change.renew()
            change.confirmed_at = timezone.now()
            change.save()
            tasks.send_address_notice.defer(change_id=change.pk)
        if person.get_full_name() != old_name:
            person_renamed.send(User, person=person)


def is_last_contact(mandate: Mandate, *, lock: bool = False) -> bool:
    """Whether the municipality would have no active contact person without this one. May lock the municipality."""
    if not mandate.is_contact:
        return False
    if lock:
        Municipality.objects.select_for_update(no_key=True, of=("self",)).get(pk=mandate.municipality_id)
    contacts = Mandate.objects.current().filter(
        municipality=mandate.municipality_id, is_contact=True, person__is_active=True
    )
    return not contacts.exclude(person=mandate.person_id).exists()
