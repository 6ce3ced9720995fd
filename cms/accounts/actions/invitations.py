"""Inviting people and accepting invitations."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.actions import begin_mandate
from directory.models import Mandate

from .. import policy, tasks
from ..models import Invitation, User

if TYPE_CHECKING:
    from directory.models import Municipality


def invite(*, actor: User, email: str, municipality: "Municipality", function: str, is_contact: bool) -> Invitation:
    """Invites a person at one address to one municipality.

    Writes the invitation and the audit entry and defers the mail. Raises what policy denies, and ValidationError where
    such an invitation is pending or the person speaks for this municipality already.
    """
    with transaction.atomic():
        policy.can_invite_to(actor, municipality).require()
        colleagues = Mandate.objects.current().filter(municipality=municipality, person__is_active=True)
        if colleagues.filter(person__email=email.lower()).exists():
            raise ValidationError(
                _("This person already belongs to %(name)s.") % {"name": municipality.label}, "member"
            )
        invitation = Invitation(
            email=email,
            municipality=municipality,
            function=function.strip(),
            is_contact=is_contact,
            invited_by=actor,
        )
        invitation.renew()
        try:
            with transaction.atomic():
                invitation.save()
        except IntegrityError as error:
            raise ValidationError(
                _("This address has been invited already. You can send the invitation again in the list."), "pending"
            ) from error
        log(invitation, "accounts.invite", user=actor)
        tasks.send_invitation.defer(invitation_id=invitation.pk)
    return invitation


def resend_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Sends an invitation again with a new link and a new term; the old link stops working.

    Who sends it again answers for it from now on. Locks the invitation; writes the audit entry, defers the mail.
    Raises what policy denies, and ValidationError where it has been accepted or withdrawn.
    """
    with transaction.atomic():
        policy.can_change_invitation(actor, invitation).require()
        invitation = _lock_pending(invitation)
        invitation.invited_by = actor
        invitation.renew()
        invitation.save()
        log(invitation, "accounts.resend_invitation", user=actor)
        tasks.send_invitation.defer(invitation_id=invitation.pk)
    return invitation


def revoke_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Withdraws an invitation at once. Locks it and writes the audit entry.

    Raises what policy denies, and ValidationError where it has been accepted or withdrawn.
    """
    with transaction.atomic():
        policy.can_change_invitation(actor, invitation).require()
        invitation = _lock_pending(invitation)
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        log(invitation, "accounts.revoke_invitation", user=actor)
    return invitation


def accept_invitation(*, token: str, first_name: str, last_name: str, password: str) -> User:
    """Creates the invited person's account and their mandate, exactly as the invitation says.

    Locks the invitation, then the municipality (begin_mandate). Raises ValidationError where the link does not count
    any more or the address has an account.
    """
    with transaction.atomic():
        invitation = _lock_open(token)
        try:
            with transaction.atomic():
                person = User.objects.create_user(
                    invitation.email, password, first_name=first_name, last_name=last_name
                )
        except IntegrityError as error:
            raise ValidationError(
                _("There is an account with this address already. Please sign in."), "account"
            ) from error
        _redeem(invitation, person)
    return person


def join(*, actor: User, token: str) -> User:
    """Begins the mandate of an invitation for a person who has an account with its address.

    Locks as accept_invitation. Raises ValidationError where the link does not count any more, is meant for another
    address, or the person speaks for a municipality in that time.
    """
    with transaction.atomic():
        invitation = _lock_open(token)
        if actor.email != invitation.email:
            raise ValidationError(_("This invitation was sent to another address."), "address")
        _redeem(invitation, actor)
    return actor


def _redeem(invitation: Invitation, person: User) -> None:
    inviter = invitation.invited_by
    if inviter is None or not policy.can_invite_to(inviter, invitation.municipality):
        raise ValidationError(
            _("The person who invited you may no longer do so for %(name)s. Please ask to be invited again.")
            % {"name": invitation.municipality.label},
            "inviter",
        )
    begin_mandate(
        actor=inviter,
        person=person,
        municipality=invitation.municipality,
        function=invitation.function,
        is_contact=invitation.is_contact,
        begins_on=timezone.localdate(),
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    log(invitation, "accounts.accept_invitation", user=person)


def _lock_pending(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.pending().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if locked is None:
        raise ValidationError(_("This invitation has already been accepted or withdrawn."), "closed")
    return locked


def _lock_open(token: str) -> Invitation:
    invitations = Invitation.objects.open().with_token(token).select_related("municipality", "invited_by")
    locked = invitations.select_for_update(of=("self",)).first()
    if locked is None:
        raise ValidationError(_("This invitation is no longer valid. Please ask to be invited again."), "closed")
    return locked
