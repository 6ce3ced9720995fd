"""An address that takes no mails is written to no more, and its person is told when they come by."""

import logging
import re
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications import conf
from notifications.bounces import is_hard
from notifications.models import MailPreference
from notifications.tokens import address_of, mail_of_bounce_token

logger = logging.getLogger(__name__)

MAX_BOUNCES = 3
NO_SUCH_ADDRESS = (550, 551, 553)  # RFC 5321, where the server gives no enhanced code


@transaction.atomic
def record_bounce(*, token: str, status: str, words: str = "") -> bool:
    """Notes that a mail came back. Locks its row and the preferences of its person; returns whether it counted.

    After MAX_BOUNCES that were final the address is paused. Each mail counts once, however often it is reported. A
    forged token, and an address that the person has given up, change nothing.
    """
    mail = mail_of_bounce_token(token)
    if mail is None:
        logger.warning("A report about a mail that we do not know, or to an address that has changed.")
        return False
    logger.info("Mail %s came back with %s: %s", token.partition("-")[0], status, words)
    if not is_hard(status):
        return False
    came_back = type(mail)._default_manager.filter(pk=mail.pk, bounced_at=None).update(bounced_at=timezone.now())
    if came_back:
        _count(mail.user)
    return bool(came_back)


@transaction.atomic
def record_refusal(*, mail: Any, error: SMTPRecipientsRefused) -> bool:
    """Notes that the mail server refused the address of a mail at once; returns whether that is final. Then the mail is
    cancelled and counts as one that came back. Locks as ``record_bounce`` does."""
    code, words = next(iter(error.recipients.values()))
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    found = re.search(r"\b[245]\.\d{1,3}\.\d{1,3}\b", text)
    status = found[0] if found else "5.1.0" if code in NO_SUCH_ADDRESS else ""
    if not is_hard(status):
        return False
    now = timezone.now()
    type(mail)._default_manager.filter(pk=mail.pk).update(bounced_at=now, cancelled_at=now)
    logger.info("Mail %s was refused with %s: %s", mail.pk, code, text[:500])
    _count(mail.user)
    return True


@transaction.atomic
def use_address_again(*, user: Any) -> None:
    """Takes the address for good again; what came meanwhile stands on the website and in the next digest."""
    MailPreference.objects.filter(user=user.pk).update(
        bounce_count=0, last_bounce_at=None, address_paused_at=None, bounced_address=""
    )


def _count(user: Any) -> None:
    """Bounces of an earlier address do not count."""
    MailPreference.objects.get_or_create(user_id=user.pk, defaults=conf.mail_defaults())
    preference = MailPreference.objects.select_for_update(no_key=True).get(user=user.pk)
    address, now = address_of(user), timezone.now()
    if preference.bounced_address != address:
        preference.bounced_address, preference.bounce_count, preference.address_paused_at = address, 0, None
    preference.bounce_count += 1
    preference.last_bounce_at = now
    if preference.bounce_count >= MAX_BOUNCES and preference.address_paused_at is None:
        preference.address_paused_at = now
    preference.save(update_fields=["bounced_address", "bounce_count", "last_bounce_at", "address_paused_at"])
