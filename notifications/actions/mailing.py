"""A person chooses which mails to get."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.models import Delivery, MailPreference


@transaction.atomic
def set_instant_mail(*, user: Any, is_wanted: bool) -> None:
    """Turns the mails soon after each notification on or off. Off also cancels the planned ones; locks these."""
    MailPreference.objects.update_or_create(user_id=user.pk, defaults={"instant": is_wanted})
    if not is_wanted:
        Delivery.objects.open().filter(user_id=user.pk).update(cancelled_at=timezone.now())
