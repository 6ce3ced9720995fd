"""Writing to a person through the site. Nothing of a message is kept once the mail server has it."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import conf, mails, policy
from directory.errors import TooManyMessages
from directory.models import Message, Profile
from directory.models.message import SUBJECT_LIMITS, TEXT_LIMIT
from kit.richtext import has_visible_text, normalise

DAY = timedelta(days=1)
UNDELIVERABLE_AFTER = timedelta(days=7)

_control = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def send_message(*, actor: Any, profile: Profile, subject: str, text: str) -> Message:
    """Hands a message from a member to a member to the job that mails it.

    Locks the sender, so that two at once count each other; defers one job. Raises what policy denies, TooManyMessages,
    and ValidationError by field.
    """
    from directory import tasks

    with transaction.atomic():
        sender = get_user_model()._default_manager.select_for_update(no_key=True).get(pk=actor.pk)
        policy.can_write_to(actor, profile).require()
        message = Message(
            sender=sender,
            recipient_id=profile.person_id,
            subject=" ".join(_control.sub(" ", normalise(subject)).split()),
            text=_control.sub("", normalise(text)).strip(),
            created_at=timezone.now(),
        )
        _check_words(message)
        _check_limit(message)
        message.save()
        tasks.send_message.defer(message_id=message.pk)
    return message


def deliver_message(*, message_id: int) -> None:
    """Mails a message and deletes its words; only deletes them where the sender may no longer write to this person.

    Locks the message. Raises what the mail server raises; the words then stay for the next attempt.
    """
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(of=("self",))
            .filter(pk=message_id, closed_at=None)
            .select_related("sender", "recipient__profile")
            .first()
        )
        if message is None or message.recipient is None:
            return
        if policy.can_write_to(message.sender, message.recipient.profile):
            mails.compose(message).send()
        message.recipient, message.subject, message.text = None, "", ""
        message.closed_at = timezone.now()
        message.save(update_fields=["recipient", "subject", "text", "closed_at"])


def delete_old_messages() -> None:
    """Forgets who has sent one after the day that counts, and messages that no mail server took for a week."""
    now = timezone.now()
    Message.objects.filter(Q(closed_at__lt=now - DAY) | Q(created_at__lt=now - UNDELIVERABLE_AFTER)).delete()


def _check_words(message: Message) -> None:
    errors = {}
    lowest, highest = SUBJECT_LIMITS
    if not lowest <= len(message.subject) <= highest or not has_visible_text(message.subject):
        text = _("Please enter a subject of %(min)s to %(max)s characters, yours has %(count)s.")
        errors["subject"] = text % {"min": lowest, "max": highest, "count": len(message.subject)}
    if not has_visible_text(message.text):
        errors["text"] = _("Please write a message.")
    elif len(message.text) > TEXT_LIMIT:
        text = _("Your message has %(count)s characters, %(max)s are possible. Please shorten it by %(excess)s.")
        count = len(message.text)
        errors["text"] = text % {"count": count, "max": TEXT_LIMIT, "excess": count - TEXT_LIMIT}
    if errors:
        raise ValidationError(errors)


def _check_limit(message: Message) -> None:
    limit = conf.value("MESSAGES_PER_DAY")
    if not limit:
        return
    sent = Message.objects.filter(sender=message.sender, created_at__gt=message.created_at - DAY)
    moments = list(sent.order_by("-created_at").values_list("created_at", flat=True)[:limit])
    if len(moments) == limit:
        raise TooManyMessages(limit, moments[-1] + DAY)
