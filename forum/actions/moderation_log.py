"""Writing the append-only moderation log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from forum.models import Area, ModerationCase, ModerationEntry, Post, Thread


def log_act(
    actor: Any,
    verb: str,
    *,
    thread: Thread | None = None,
    post: Post | None = None,
    area: Area | None = None,
    case: ModerationCase | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undo_of: ModerationEntry | None = None,
) -> ModerationEntry:
    """Adds one entry; the area is the thread's unless given, none for acts on neither (tags).

    ``before`` and ``after``: the fields changed, as JSON. ``case``: where it was decided. ``undo_of``: what it undoes.
    """
    thread = thread or (post.thread if post else None)
    return ModerationEntry.objects.create(
        actor=actor,
        verb=verb,
        area=area or (thread.area if thread else None),
        thread=thread,
        post=post,
        case=case,
        reason=reason.strip(),
        before=before or {},
        after=after or {},
        undo_of=undo_of,
    )


@contextmanager
def changing_the_log() -> Iterator[None]:
    """Inside, rows of the log may be changed or deleted, against its rule: to erase a person's words, or to backdate
    the demo. A transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ratschlag.log_may_change', 'yes', true)")
        yield
        cursor.execute("SELECT set_config('ratschlag.log_may_change', '', true)")
