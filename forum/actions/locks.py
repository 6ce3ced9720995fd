"""Row locks in the order of the house: area, threads by id, posts by id."""

from forum.models import Area, Post, Thread


def lock_area(area_id: int) -> Area:
    """Locks the area until the end of the transaction."""
    return Area.objects.select_for_update(no_key=True).get(pk=area_id)


def lock_thread(thread_id: int) -> Thread:
    """Locks the thread (not its area) until the end of the transaction; reads its area along."""
    return Thread.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=thread_id)


def lock_area_and_thread(thread_id: int, *also_areas: int) -> Thread:
    """Locks the thread's area and the others named, by id, then the thread; for acts that move area counters."""
    while True:
        area_id = Thread.objects.values_list("area", flat=True).get(pk=thread_id)
        for pk in sorted({area_id, *also_areas}):
            lock_area(pk)
        thread = lock_thread(thread_id)
        if thread.area_id == area_id:  # else it was moved between reading and locking
            return thread


def lock_post(post_id: int, *, with_area: bool = False) -> Post:
    """Locks the post's thread (and before it the area, where asked), then the post, until the transaction ends."""
    thread_id = Post.objects.values_list("thread", flat=True).get(pk=post_id)
    thread = lock_area_and_thread(thread_id) if with_area else lock_thread(thread_id)
    post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=post_id)
    post.thread = thread
    return post
