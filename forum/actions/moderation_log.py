"""Writing the append-only moderation log."""

from typing import Any

from forum.models import Area, ModerationEntry, Post, Thread


def log_act(
    actor: Any,
    verb: str,
    *,
    thread: Thread | None = None,
    post: Post | None = None,
    area: Area | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> ModerationEntry:
    """Adds one entry; the area is the thread's unless given. ``before`` and ``after``: the fields changed, as JSON."""
    return ModerationEntry.objects.create(
        actor=actor,
        verb=verb,
        area=area or (thread.area if thread else post.thread.area),  # type: ignore[union-attr]
        thread=thread,
        post=post,
        reason=reason.strip(),
        before=before or {},
        after=after or {},
    )
