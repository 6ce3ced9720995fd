"""Derived values of threads and areas: recomputed after moderation, reconciled nightly."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from forum.enums import Visibility
from forum.models import Area, Thread

from .locks import lock_area, lock_area_and_thread

DERIVED = (
    "visibility",
    "removed_at",
    "reply_count",
    "last_public_number",
    "next_number",
    "last_post",
    "bumped_at",
    "accepted_post",
    "tag_ids",
    "version",
)


def recount_thread(thread: Thread) -> None:
    """Recomputes what members may see of a thread and raises its version; area and thread must be locked.

    A thread without public posts goes with them: hidden where one of them is, else withdrawn; one that has some again
    comes back, and the area's count follows. An accepted answer that is not public any more is released.
    """
    facts = thread.posts.aggregate(
        replies=Count("pk", filter=Q(number__gt=1, visibility=Visibility.PUBLIC)),
        last_number=Max("number", filter=Q(visibility=Visibility.PUBLIC)),
        hidden=Count("pk", filter=Q(visibility=Visibility.HIDDEN)),
        highest=Max("number"),
    )
    last = thread.posts.filter(number=facts["last_number"]).first() if facts["last_number"] else None
    was_listed = thread.visibility == Visibility.PUBLIC
    thread.visibility = Visibility.PUBLIC if last else Visibility.HIDDEN if facts["hidden"] else Visibility.DELETED
    thread.removed_at = None if last else thread.removed_at or timezone.now()
    thread.reply_count = facts["replies"]
    thread.last_public_number = facts["last_number"] or 0
    thread.next_number = max(thread.next_number, (facts["highest"] or 0) + 1)
    thread.last_post = last
    thread.bumped_at = last.created_at if last else thread.created_at
    if thread.accepted_post_id and not thread.posts.public().filter(pk=thread.accepted_post_id).exists():
        thread.accepted_post = None
    thread.tag_ids = sorted(thread.tagged_items.values_list("tag", flat=True))
    thread.version += 1
    thread.save(update_fields=DERIVED)
    is_listed = thread.visibility == Visibility.PUBLIC
    if was_listed != is_listed:
        count_in_area(thread.area_id, 1 if is_listed else -1)


def count_in_area(area_id: int, change: int) -> None:
    """Adds to the number of listed threads of an area, which must be locked."""
    Area.objects.filter(pk=area_id).update(thread_count=F("thread_count") + change)


@dataclass(frozen=True)
class Drift:
    """How many rows had a wrong derived value, by name."""

    threads: int
    areas: int

    def __bool__(self) -> bool:
        return bool(self.threads or self.areas)


_DRIFTED_THREADS = """
    SELECT t.id FROM ratschlag_forum_thread AS t
    JOIN (
        SELECT thread_id,
               count(*) FILTER (WHERE visibility = 'public' AND number > 1) AS replies,
               max(number) FILTER (WHERE visibility = 'public') AS last_number,
               (array_agg(id ORDER BY number DESC) FILTER (WHERE visibility = 'public'))[1] AS last_id,
               (array_agg(created_at ORDER BY number DESC) FILTER (WHERE visibility = 'public'))[1] AS last_at,
               bool_or(visibility = 'hidden') AS has_hidden,
               max(number) AS highest
        FROM ratschlag_forum_post GROUP BY thread_id
    ) AS truth ON truth.thread_id = t.id
    LEFT JOIN ratschlag_forum_post AS answer ON answer.id = t.accepted_post_id
    WHERE t.id = COALESCE(%(thread)s, t.id) AND (
        t.visibility <> CASE WHEN truth.last_id IS NOT NULL THEN 'public'
            WHEN truth.has_hidden THEN 'hidden' ELSE 'deleted' END
        OR (t.removed_at IS NULL) <> (truth.last_id IS NOT NULL)
        OR t.reply_count <> truth.replies
        OR t.last_public_number <> COALESCE(truth.last_number, 0)
        OR t.last_post_id IS DISTINCT FROM truth.last_id
        OR t.bumped_at <> COALESCE(truth.last_at, t.created_at)
        OR t.next_number <= truth.highest
        OR answer.visibility <> 'public'
        OR t.tag_ids <> ARRAY(
            SELECT tag_id FROM ratschlag_forum_taggedthread WHERE content_object_id = t.id ORDER BY tag_id
        )
    )
    ORDER BY t.id
"""
_DRIFTED_AREAS = """
    SELECT a.id FROM ratschlag_forum_area AS a
    LEFT JOIN ratschlag_forum_thread AS t ON t.area_id = a.id AND t.visibility = 'public'
    GROUP BY a.id HAVING a.thread_count <> count(t.id) ORDER BY a.id
"""


def reconcile() -> Drift:
    """Compares all derived values with the truth, repairs them, and says how many rows were wrong (should be 0).

    Looks without locks, then repairs each suspect in a transaction of its own under the locks of the actions, where it
    looks again: a row that somebody was just changing is no drift.
    """
    threads = sum(_repair_thread(pk) for pk in _ids(_DRIFTED_THREADS, thread=None))
    return Drift(threads=threads, areas=sum(_repair_area(pk) for pk in _ids(_DRIFTED_AREAS)))


def _repair_thread(thread_id: int) -> bool:
    with transaction.atomic():
        thread = lock_area_and_thread(thread_id)
        is_wrong = bool(_ids(_DRIFTED_THREADS, thread=thread_id))
        if is_wrong:
            recount_thread(thread)
    return is_wrong


def _repair_area(area_id: int) -> bool:
    with transaction.atomic():
        area = lock_area(area_id)
        total = Thread.objects.listed().filter(area=area).count()
        is_wrong = area.thread_count != total
        if is_wrong:
            Area.objects.filter(pk=area_id).update(thread_count=total)
    return is_wrong


def _ids(query: str, **values: int | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return [row[0] for row in cursor.fetchall()]
