"""Forgetting."""

from datetime import timedelta

from django.utils import timezone

from notifications.models import Digest, Notification
from notifications.models.notification import KEEP_DAYS

BATCH = 5000


def delete_old_notifications() -> int:
    """Deletes notifications untouched for KEEP_DAYS, read or not, with their events and mails; returns how many.

    Digests of that age go, too: what they told is not written in them.
    In batches, so that no statement locks many rows for long.
    """
    limit = timezone.now() - timedelta(days=KEEP_DAYS)
    deleted = 0
    while batch := list(Notification.objects.filter(updated_at__lt=limit).values_list("pk", flat=True)[:BATCH]):
        Notification.objects.filter(pk__in=batch, updated_at__lt=limit).delete()
        deleted += len(batch)
    Digest.objects.filter(due_at__lt=limit).delete()
    return deleted
