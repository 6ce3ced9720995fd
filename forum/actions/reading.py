"""Reading marks. They are raised by small POSTs, never by a page view."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from forum import policy, tasks
from forum.models import Area, ReadMark, Thread, ThreadRead
from forum.querysets import PAUSE
from notifications.actions import mark_read

_RAISE = """
    INSERT INTO ratschlag_forum_threadread (user_id, thread_id, last_read_number, read_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, thread_id) DO UPDATE SET read_at = EXCLUDED.read_at, reopened_at = NULL,
        last_read_number = GREATEST(ratschlag_forum_threadread.last_read_number, EXCLUDED.last_read_number)
"""
# Threads opened before get the exact number, so that what comes later is counted from here.
_CATCH_UP = """
    UPDATE ratschlag_forum_threadread AS mark
    SET last_read_number = thread.last_public_number, read_at = %(moment)s, reopened_at = NULL
    FROM ratschlag_forum_thread AS thread
    WHERE mark.user_id = %(user)s AND thread.id = mark.thread_id AND thread.bumped_at <= %(moment)s
        AND mark.last_read_number < thread.last_public_number
        AND (%(area)s::bigint IS NULL OR thread.area_id = %(area)s)
"""
# The visit before ended with its last reading; it is the one before only when reading begins again after a pause.
_VISIT = """
    INSERT INTO ratschlag_forum_visit AS visit (user_id, seen_at, since) VALUES (%(user)s, %(now)s, %(joined)s)
    ON CONFLICT (user_id) DO UPDATE SET seen_at = EXCLUDED.seen_at,
        since = CASE WHEN visit.seen_at < %(now)s - %(pause)s THEN visit.seen_at ELSE visit.since END
"""


def mark_thread_read(*, actor: Any, thread: Thread, up_to: int) -> None:
    """Marks the thread read up to a post number (no further than its last), never backwards, and notes the visit.

    Marks the thread's notifications read and cancels their planned mails once the end is reached, but not those of
    a post that came meanwhile. Raises what policy denies.
    """
    policy.can_see_thread(actor, thread).require()
    end: Any = Thread.objects.with_reading_of(actor).only("last_public_number", "last_post").get(pk=thread.pk)
    number = max(0, min(up_to, end.last_public_number))
    if not end.is_unread:
        number = end.last_public_number  # an »everything is read« covers it all: looking at a page takes nothing back
    with transaction.atomic():
        _note_visit(actor)
        raise_read_number(actor, thread.pk, number)
        if number >= end.last_public_number:
            mark_read(user=actor, group_key=tasks.group_key(thread.pk), up_to_reference=end.last_post_id)


def raise_read_number(user: Any, thread_id: int, number: int) -> None:
    """Raises the person's mark to a post number, never backwards. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [user.pk, thread_id, number, timezone.now()])


def mark_thread_unread(*, actor: Any, thread: Thread, from_number: int) -> None:
    """Makes the posts from this number on unread again, never those to come read. Raises what policy denies."""
    policy.can_see_thread(actor, thread).require()
    last_read = max(0, min(from_number - 1, thread.last_public_number))
    now = timezone.now()
    marks = {"last_read_number": last_read, "read_at": now, "reopened_at": now}
    ThreadRead.objects.update_or_create(user=actor, thread=thread, defaults=marks)


def mark_area_read(*, actor: Any, area: Area, seen_at: datetime) -> None:
    """Marks everything in the area read that was there at ``seen_at`` (when the page was rendered)."""
    policy.can_see_area(actor, area).require()
    _raise_mark(actor, area, seen_at)


def mark_everything_read(*, actor: Any, seen_at: datetime) -> None:
    """Marks the whole forum read as it was at ``seen_at``."""
    _raise_mark(actor, None, seen_at)


@transaction.atomic
def _raise_mark(actor: Any, area: Area | None, seen_at: datetime) -> None:
    moment = min(seen_at, timezone.now())
    _note_visit(actor)
    mark, created = ReadMark.objects.get_or_create(user=actor, area=area, defaults={"all_read_at": moment})
    if not created:
        ReadMark.objects.filter(pk=mark.pk, all_read_at__lt=moment).update(all_read_at=moment)
    with connection.cursor() as cursor:
        cursor.execute(_CATCH_UP, {"user": actor.pk, "moment": moment, "area": area.pk if area else None})


def _note_visit(actor: Any) -> None:
    """Notes that the person reads here now, for »new since my last visit«. One statement."""
    values = {"user": actor.pk, "now": timezone.now(), "joined": actor.date_joined, "pause": PAUSE}
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, values)
