"""What people change about their own account."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import notices, tasks
from ..models import AddressChange, User
from ..signals import person_renamed


def change_settings(*, actor: User, first_name: str, last_name: str, language: str, theme: str) -> User:
    """Changes the person's own name, language and appearance. Locks the user; sends ``person_renamed`` where new."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.pk)
        is_renamed = (user.first_name, user.last_name) != (first_name, last_name)
        user.first_name, user.last_name, user.language, user.theme = first_name, last_name, language, theme
        user.save(update_fields=["first_name", "last_name", "language", "theme"])
        if is_renamed:
            person_renamed.send(User, person=user)
    return user


def finish_welcome(*, actor: User) -> None:
    """Notes that the person has met the first questions, so that signing in leads to the overview from now on."""
    User.objects.filter(pk=actor.pk, welcomed_at=None).update(welcomed_at=timezone.now())


def request_address_change(*, actor: User, address: str) -> AddressChange:
    """Notes the wish for another address and defers the mail that confirms it. An earlier wish is dropped.

    Whether somebody else has the address is not said here; the mail is then not sent. Locks the user.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.pk)
        AddressChange.objects.filter(user=user, confirmed_at=None).delete()
        change = AddressChange(user=user, old_address=user.email, new_address=address)
        change.renew()
        change.save()
        tasks.send_address_confirmation.defer(change_id=change.pk)
    return change


def confirm_address_change(*, token: str) -> User:
    """Makes the new address the person's own. Tells the person, and the old address by a deferred mail.

    Reset links sent before stop working. Locks the wish, then the user; writes the audit entry. Raises ValidationError
    where the link does not count any more or somebody else took the address.
    """
    with transaction.atomic():
        changes = AddressChange.objects.filter(confirmed_at=None, expires_at__gt=timezone.now(), user__is_active=True)
        change = changes.with_token(token).select_for_update(of=("self",)).first()
        if change is None:
            raise ValidationError(_("This link is no longer valid."), "closed")
        user = User.objects.select_for_update().get(pk=change.user_id)
        user.email = change.new_address
        try:
            with transaction.atomic():
                user.save(update_fields=["email"])
        except IntegrityError as error:
            raise ValidationError(_("This address belongs to another account."), "taken") from error
        change.confirmed_at = timezone.now()
        change.save(update_fields=["confirmed_at"])
        log(user, "accounts.change_address", user=user)
        notices.tell(user.pk, notices.ADDRESS_CHANGED, change.pk)
        tasks.send_address_notice.defer(change_id=change.pk)
    return user
