"""Row locks in the order of the house: area, threads by id, posts by id; the case of a post after them (cases.py)."""

from django.db import transaction

from forum.models import Area, Post, Thread
from kit.prepared import Given, Prepared


def lock_area(area_id: int) -> Area:
    """Locks the area until the end of the transaction."""
    return Area.objects.select_for_update(no_key=True).get(pk=area_id)


def lock_thread(thread_id: int) -> Thread:
    """Locks the thread (not its area) until the end of the transaction, and reads its area.

    Two statements on purpose: one that joined the area would find no row after waiting for a move, because PostgreSQL
    looks again at the locked row only.
    """
    found = _locked_thread.rows(thread=thread_id)
    if not found:
        raise Thread.DoesNotExist
    [thread] = found
    [thread.area] = _area.rows(area=thread.area_id)
    return thread


_locked_thread = Prepared(lambda: Thread.objects.select_for_update(no_key=True).filter(pk=Given("thread")))
_area = Prepared(lambda: Area.objects.filter(pk=Given("area")))


def lock_area_and_thread(thread_id: int, *also_areas: int) -> Thread:
    """Locks the thread's area and the others named, by id, then the thread; for acts that move area counters."""
    while True:
        attempt = transaction.savepoint_create()
        area_id = Thread.objects.values_list("area", flat=True).get(pk=thread_id)
        for pk in sorted({area_id, *also_areas}):
            lock_area(pk)
        thread = lock_thread(thread_id)
        if thread.area_id == area_id:
            transaction.savepoint_commit(attempt)
            return thread
        # Moved between reading and locking. The roll-back lets go of these locks: taking more of them out of order
        # could end in a deadlock.
        transaction.savepoint_rollback(attempt)


def lock_post(post_id: int, *, with_area: bool = False) -> Post:
    """Locks the post's thread (and before it the area, where asked), then the post, until the transaction ends."""
    thread_id = Post.objects.values_list("thread", flat=True).get(pk=post_id)
    thread = lock_area_and_thread(thread_id) if with_area else lock_thread(thread_id)
    post = Post.objects.select_for_update(no_key=True).get(pk=post_id)
    post.thread = thread
    return post
