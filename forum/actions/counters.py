"""Derived values of threads and areas: recomputed after moderation, reconciled nightly."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q

from forum.enums import Visibility
from forum.models import Area, Thread


def recount_thread(thread: Thread) -> None:
    """Recomputes what members may see of a thread and raises its version; the thread must be locked.

    A thread without public posts goes with them: hidden where one of them is, else withdrawn; one that has some again
    comes back. The area's count follows, so the area must be locked where the visibility can change.
    """
    facts = thread.posts.public().aggregate(
        total=Count("pk"), replies=Count("pk", filter=Q(number__gt=1)), last_number=Max("number")
    )
    last = thread.posts.public().filter(number=facts["last_number"] or 0).first()
    was_listed = thread.visibility == Visibility.PUBLIC
    thread.visibility = Visibility.PUBLIC if facts["total"] else _gone(thread)
    thread.reply_count = facts["replies"]
    thread.last_public_number = facts["last_number"] or 0
    thread.last_post = last
    thread.bumped_at = last.created_at if last else thread.created_at
    if thread.accepted_post_id and not thread.posts.public().filter(pk=thread.accepted_post_id).exists():
        thread.accepted_post = None
    thread.version += 1
    thread.save(
        update_fields=[
            "visibility",
            "reply_count",
            "last_public_number",
            "last_post",
            "bumped_at",
            "accepted_post",
            "version",
        ]
    )
    is_listed = thread.visibility == Visibility.PUBLIC
    if was_listed != is_listed:
        count_in_area(thread.area_id, 1 if is_listed else -1)


def _gone(thread: Thread) -> str:
    hidden = thread.posts.filter(visibility=Visibility.HIDDEN).exists()
    return Visibility.HIDDEN if hidden else Visibility.DELETED


def count_in_area(area_id: int, change: int) -> None:
    """Adds to the number of listed threads of an area."""
    Area.objects.filter(pk=area_id).update(thread_count=F("thread_count") + change)


@dataclass(frozen=True)
class Drift:
    """How many rows had a wrong derived value, by name."""

    threads: int
    areas: int

    def __bool__(self) -> bool:
        return bool(self.threads or self.areas)


_THREADS = """
    UPDATE ratschlag_forum_thread AS t SET
        reply_count = truth.replies, last_public_number = truth.last_number, last_post_id = truth.last_id,
        bumped_at = truth.last_at, next_number = GREATEST(t.next_number, truth.highest + 1), version = t.version + 1
    FROM (
        SELECT thread_id,
               count(*) FILTER (WHERE visibility = 'public' AND number > 1) AS replies,
               COALESCE(max(number) FILTER (WHERE visibility = 'public'), 0) AS last_number,
               (array_agg(id ORDER BY number DESC) FILTER (WHERE visibility = 'public'))[1] AS last_id,
               (array_agg(created_at ORDER BY number DESC) FILTER (WHERE visibility = 'public'))[1] AS last_at,
               max(number) AS highest
        FROM ratschlag_forum_post GROUP BY thread_id
    ) AS truth
    WHERE t.id = truth.thread_id AND t.visibility = 'public' AND (
        t.reply_count <> truth.replies OR t.last_public_number <> truth.last_number
        OR t.last_post_id IS DISTINCT FROM truth.last_id OR t.bumped_at IS DISTINCT FROM truth.last_at
        OR t.next_number <= truth.highest)
"""
_AREAS = """
    UPDATE ratschlag_forum_area AS a SET thread_count = truth.total
    FROM (
        SELECT area.id, count(t.id) AS total FROM ratschlag_forum_area AS area
        LEFT JOIN ratschlag_forum_thread AS t ON t.area_id = area.id AND t.visibility = 'public' GROUP BY area.id
    ) AS truth
    WHERE a.id = truth.id AND a.thread_count <> truth.total
"""


def reconcile() -> Drift:
    """Compares all derived values with the truth, repairs them, and says how many rows were wrong (should be 0)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_THREADS)
        threads = cursor.rowcount
        cursor.execute(_AREAS)
        return Drift(threads=threads, areas=cursor.rowcount)
