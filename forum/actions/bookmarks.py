"""Bookmarks: posts somebody wants to find again, and when they want to be reminded."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum import policy
from forum.models import Bookmark, Post
from kit.access import user_key
from notifications.actions import record_events

REMINDER = "forum.reminder"
MOST_AT_ONCE = 500
LATEST = timedelta(days=366)


def keep_bookmark(*, actor: Any, post: Post, remind_at: datetime | None = None) -> None:
    """Keeps the post in the person's list, once; a later call changes the reminder. Raises what policy denies."""
    policy.can_see_post(actor, post).require()
    values = {"remind_at": remind_at, "reminded_at": None}
    Bookmark.objects.update_or_create(
        user=actor, post=post, defaults=values, create_defaults={**values, "created_at": timezone.now()}
    )


def remove_bookmark(*, actor: Any, post_id: int) -> None:
    """Takes it out of the person's list, whether or not the post is still seen; nothing where it is not in it."""
    Bookmark.objects.filter(user=actor, post=post_id).delete()


def remind_due(now: datetime | None = None) -> int:
    """Tells everybody whose reminder has come; returns how many. Each once: what another run holds is skipped.

    Whether the person may still see the post is asked when the line is shown or mailed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        waiting = Bookmark.objects.select_for_update(no_key=True, skip_locked=True)
        due = list(waiting.filter(remind_at__lte=now, reminded_at=None).order_by("remind_at")[:MOST_AT_ONCE])
        for bookmark in due:
            record_events(
                kind=REMINDER,
                event_id=f"bookmark:{bookmark.pk}:{bookmark.remind_at:%Y%m%d%H%M}",
                group_key=f"bookmark:{bookmark.pk}",
                room=user_key(bookmark.user_id),
                object_id=bookmark.post_id,
                reference_id=bookmark.post_id,
                actor_id=None,
                recipient_ids=[bookmark.user_id],
            )
        Bookmark.objects.filter(pk__in=[bookmark.pk for bookmark in due]).update(reminded_at=now)
    return len(due)
