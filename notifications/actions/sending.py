"""Sending planned mails: each at least once. Twice only if the process dies between the server's yes and our note of
it, and then with the same Message-ID."""

import logging
import smtplib
import time
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import F
from django.utils import timezone, translation

from notifications import conf
from notifications.mails import compose, message_id
from notifications.models import Delivery, MailPreference, Notification
from notifications.registry import lines_for

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=90)  # a worker that dies leaves its mails to be tried again then
RUN_SECONDS = 5  # then other jobs have their turn
PAUSE = timedelta(minutes=1)
MAX_ATTEMPTS = 8  # after 1, 2, 4 … 64 minutes: two hours of a server that refuses this one mail

# The line is down, or the server takes nothing from us: no mail is to blame. (What smtplib raises are OSErrors too.)
AWAY = (
    ConnectionError,
    TimeoutError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)

# The list is made once, as its own step: as a plain subquery a plan may run it again and claim more.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM ratschlag_notifications_delivery
    WHERE due_at <= %(now)s AND sent_at IS NULL AND cancelled_at IS NULL
    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
UPDATE ratschlag_notifications_delivery AS mail SET due_at = %(until)s, attempts = attempts + 1
FROM due WHERE mail.id = due.id
RETURNING mail.id
"""


class ServerAway(Exception):
    """The mail server cannot be reached, or takes nothing now."""


def send_due_mails() -> bool:
    """Sends mails that are due, for some seconds; returns whether more are due now.

    Claims a batch in one statement that other workers skip, and holds no transaction while it talks to the server. Each
    mail is looked at again right before it is sent, one by one, so that one that breaks stops no other: it is cancelled
    if the notification was read or withdrawn, or the person lost the room, the account or the wish for mails. A mail
    that fails is tried again with growing pauses and given up after MAX_ATTEMPTS; while the server is away all mails
    wait, however long.
    """
    claimed = _claim(timezone.now())
    if not claimed:
        return False
    ends = time.monotonic() + RUN_SECONDS
    server = mailers.default
    try:
        _open(server)
        while claimed and time.monotonic() < ends:
            _send(server, claimed.pop(0))
    except ServerAway:
        logger.warning("The mail server is away; mails wait.", exc_info=True)
        _release(claimed, timezone.now() + PAUSE)
        return False
    finally:
        _close(server)
    _release(claimed, timezone.now())
    return Delivery.objects.open().filter(due_at__lte=timezone.now()).exists()


def _claim(now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "batch": BATCH})
        return sorted(row[0] for row in cursor.fetchall())


def _release(delivery_ids: list[int], due_at: datetime) -> None:
    """Gives back claimed mails that were not tried; this is no attempt."""
    Delivery.objects.filter(pk__in=delivery_ids).update(due_at=due_at, attempts=F("attempts") - 1)


def _send(server: BaseEmailBackend, delivery_id: int) -> None:
    """Sends one mail, or cancels it, or plans its next attempt. Raises ServerAway."""
    delivery = Delivery.objects.open().select_related("notification", "user").filter(pk=delivery_id).first()
    if delivery is None:
        return  # read or withdrawn meanwhile
    row = Delivery.objects.filter(pk=delivery_id)
    try:
        mail = _mail_for(delivery)
        if mail is None:
            row.update(cancelled_at=timezone.now())
            return
        server.send_messages([mail])
    except AWAY as error:
        row.update(due_at=timezone.now() + _pause(delivery))  # it waits longer than the others, should it be to blame
        raise ServerAway from error
    except Exception:
        _plan_next(delivery)
        return
    row.update(sent_at=timezone.now(), message_id=message_id(delivery))


def _mail_for(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The mail as it is to read now; None where none is to go out."""
    user = delivery.user
    if not user.is_active or MailPreference.objects.filter(user_id=user.pk, paused_at__isnull=False).exists():
        return None
    notification = Notification.objects.visible_to(user).unread().filter(pk=delivery.notification_id).first()
    if notification is None:
        return None
    with translation.override(conf.language_of(user)):
        line = lines_for([notification]).get(notification.pk)
        return compose(delivery, line) if line else None


def _plan_next(delivery: Delivery) -> None:
    """Growing pauses; in the end the mail is given up, loudly. The notification itself stays on the website."""
    row = Delivery.objects.filter(pk=delivery.pk)
    if delivery.attempts < MAX_ATTEMPTS:
        logger.warning("Mail %s failed, attempt %d.", delivery.pk, delivery.attempts, exc_info=True)
        row.update(due_at=timezone.now() + _pause(delivery))
    else:
        logger.error("Mail %s is given up after %d attempts.", delivery.pk, delivery.attempts, exc_info=True)
        row.update(cancelled_at=timezone.now())


def _pause(delivery: Delivery) -> timedelta:
    return PAUSE * 2 ** min(delivery.attempts - 1, MAX_ATTEMPTS - 2)


def _open(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except OSError as error:
        raise ServerAway from error


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError:
        logger.debug("The mail server hung up first.", exc_info=True)
