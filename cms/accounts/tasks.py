"""Jobs of the accounts: mails, and tidying up at night. Every mail looks again whether it still should go."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import mails, policy
from .cache import PostgresCache
from .models import AddressChange, Invitation, KnownDevice, User

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)
DAYS_TO_KEEP = 90  # closed invitations and changes of address
DAYS_TO_KNOW_A_DEVICE = 365


@app.task(name="accounts.send_invitation", retry=RETRY)
def send_invitation(*, invitation_id: int) -> None:
    """Mails an invitation, if it is still open and who invited may still do so. Notes when it was sent."""
    invitation = Invitation.objects.open().select_related("municipality", "invited_by").filter(pk=invitation_id).first()
    if invitation is None or invitation.invited_by is None:
        return
    if not policy.can_invite_to(invitation.invited_by, invitation.municipality):
        return
    mails.send(
        mails.INVITATION,
        invitation.email,
        settings.LANGUAGE_CODE,
        invitation=invitation,
        inviter=invitation.invited_by,
        url=mails.absolute(invitation.get_absolute_url()),
    )
    Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).update(sent_at=timezone.now())


@app.task(name="accounts.send_password_reset", retry=RETRY)
def send_password_reset(*, user_id: int) -> None:
    """Mails a link for a new password to an active account; nothing for id 0, the mark of an unknown address."""
    _send_password_link(user_id, mails.PASSWORD_RESET)


@app.task(name="accounts.send_welcome", retry=RETRY)
def send_welcome(*, user_id: int) -> None:
    """Mails somebody whose account the administration has made a link to set the first password."""
    _send_password_link(user_id, mails.WELCOME)


def _send_password_link(user_id: int, mail: mails.Mail) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": key})
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    mails.send(mail, user.email, user.language, person=user, url=mails.absolute(path), hours=hours)


@app.task(name="accounts.send_notice", retry=RETRY)
def send_notice(*, user_id: int, notice: str) -> None:
    """Tells a person of a change to their account."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user:
        mails.send(mails.NOTICES[notice], user.email, user.language, person=user)


@app.task(name="accounts.send_new_device", retry=RETRY)
def send_new_device(*, device_id: int) -> None:
    """Tells a person that somebody signed in to their account with a device that is new there."""
    device = KnownDevice.objects.filter(pk=device_id, user__is_active=True).select_related("user").first()
    if device:
        mails.send(mails.NEW_DEVICE, device.user.email, device.user.language, person=device.user, device=device)


@app.task(name="accounts.send_address_confirmation", retry=RETRY)
def send_address_confirmation(*, change_id: int) -> None:
    """Mails the link that confirms a new address; nothing where somebody else has it."""
    change = AddressChange.objects.filter(pk=change_id, confirmed_at=None, user__is_active=True).first()
    if change is None or change.is_expired or User.objects.filter(email=change.new_address).exists():
        return
    person = change.user
    url = mails.absolute(change.get_absolute_url())
    mails.send(mails.ADDRESS_CONFIRMATION, change.new_address, person.language, person=person, url=url)
    AddressChange.objects.filter(pk=change_id).update(sent_at=timezone.now())


@app.task(name="accounts.send_address_notice", retry=RETRY)
def send_address_notice(*, change_id: int) -> None:
    """Tells the old address that another one counts now."""
    change = AddressChange.objects.filter(pk=change_id).exclude(confirmed_at=None).select_related("user").first()
    if change:
        mails.send(mails.ADDRESS_CHANGED, change.old_address, change.user.language, person=change.user, change=change)


@app.periodic(cron="17 3 * * *")
@app.task(name="accounts.tidy_up", queueing_lock="accounts.tidy_up")
def tidy_up(timestamp: int) -> None:
    """Deletes what has served: expired sessions, cache rows, closed invitations and changes of address, devices."""
    now = timezone.now()
    long_ago = now - timedelta(days=DAYS_TO_KEEP)
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    Invitation.objects.filter(
        Q(accepted_at__lt=long_ago) | Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    ).delete()
    AddressChange.objects.filter(expires_at__lt=long_ago).delete()
    KnownDevice.objects.filter(last_used_at__lt=now - timedelta(days=DAYS_TO_KNOW_A_DEVICE)).delete()
    if isinstance(counters := caches["default"], PostgresCache):
        counters.prune()
