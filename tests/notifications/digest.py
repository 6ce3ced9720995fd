"""Digests at a moment of the test's own."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from notifications.actions.digesting import send_due_digests
from notifications.actions.planning import plan_digests
from notifications.models import Digest, Notification, NotificationEvent


def happened(moment):
    """Everything that was told until now was told at this moment, if not before."""
    NotificationEvent.objects.filter(created_at__gt=moment).update(created_at=moment)
    Notification.objects.filter(updated_at__gt=moment).update(updated_at=moment)
    Notification.objects.filter(created_at__gt=moment).update(created_at=moment)


def at(moment):
    """Lets a block run at another moment."""
    return mock.patch.object(timezone, "now", lambda: moment)


def digest_at(moment):
    """What the job does at this moment; gives the number of digests planned."""
    with at(moment):
        planned = plan_digests()
        while send_due_digests():
            pass
    return planned


def digest_now(*people):
    """Sends these people what their digest would tell now, whatever the hour."""
    now = timezone.now()
    day = timezone.localdate() - timedelta(days=1000 + Digest.objects.count())
    Digest.objects.bulk_create(Digest(user=person, period=day, due_at=now) for person in people)
    while send_due_digests():
        pass
