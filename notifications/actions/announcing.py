"""Messages to many: the one way on which they are sent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from notifications import conf, policy
from notifications.audiences import Audience
from notifications.models import Announcement
from notifications.registry import kind_named

from .locks import lock_groups
from .recording import record_events

KIND = "notifications.announcement"


def announce(*, actor: Any, audience: Audience, title: str, text: str, idempotency_key: UUID) -> Announcement:
    """Sends a message to an audience; the same key again returns the first announcement and sends nothing.

    A job tells the people. Announcements are sent one after the other, under a lock. Raises what policy denies, and
    ValidationError where the day's number is used up or nobody would receive it.
    """
    from notifications.tasks import tell_of_announcement

    policy.can_announce(actor).require()
    with transaction.atomic():
        lock_groups(["announcements"])
        if sent := Announcement.objects.filter(idempotency_key=idempotency_key, author=actor.pk).first():
            return sent
        _check_limit()
        announcement = Announcement.objects.create(
            author=actor,
            audience=audience.name,
            room=audience.room,
            title=title,
            text=text,
            receiver_count=receivers(audience, actor).count(),
            sent_at=timezone.now(),
            idempotency_key=idempotency_key,
        )
        tell_of_announcement.defer(announcement_id=announcement.pk)
    return announcement


def receivers(audience: Audience, actor: Any) -> Any:
    """Everybody who gets it; who sends it needs no mail about it."""
    return audience.people().filter(is_active=True).exclude(pk=actor.pk)


def tell_receivers(announcement: Announcement, audience: Audience) -> int:
    """Lists the announcement for everybody and plans the mails; returns how many people it was new to."""
    kind = kind_named(KIND)
    with transaction.atomic():
        return record_events(
            kind=kind.name,
            event_id=f"announcement:{announcement.pk}",
            group_key=f"announcement:{announcement.pk}",
            room=announcement.room,
            object_id=announcement.pk,
            reference_id=announcement.pk,
            actor_id=announcement.author_id,
            recipient_ids=receivers(audience, announcement.author).values_list("pk", flat=True),
        )


def _check_limit() -> None:
    limit = conf.announcements_a_day()
    since = timezone.now() - timedelta(days=1)
    if Announcement.objects.filter(sent_at__gt=since).count() >= limit:
        text = ngettext(
            "Only %(count)s announcement can be sent in 24 hours, and it has been. Please wait until tomorrow.",
            "Only %(count)s announcements can be sent in 24 hours, and they have been. Please wait until tomorrow.",
            limit,
        )
        raise ValidationError(text % {"count": limit}, "limit")
