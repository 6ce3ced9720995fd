"""Changes of moderation to rows that are locked already, each with its log entry. Who may, and the locks, are the
business of the acts that call these: moderation.py, cases.py, inverses.py."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from forum import tasks
from forum.enums import Verb, Visibility
from forum.models import Area, ModerationCase, ModerationEntry, Post, Thread
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import recheck_thread, ring_thread
from notifications.actions import rekey_group, withdraw_events

from .counters import count_in_area, recount_thread
from .moderation_log import log_act

Values = Mapping[str, Any]


def post_state(post: Post) -> dict[str, Any]:
    """What hiding and restoring change of a post, as JSON."""
    return {
        "visibility": str(post.visibility),
        "hidden_reason": post.hidden_reason,
        "hidden_by": post.hidden_by_id,
        "removed_at": as_json(post.removed_at),
    }


def change_visibility(
    actor: Any,
    post: Post,
    verb: Verb,
    state: Values,
    *,
    accepts: bool = False,
    thread_removed_at: str | None = None,
    reason: str = "",
    case: ModerationCase | None = None,
    undo_of: ModerationEntry | None = None,
) -> None:
    """Gives a post this state (of ``post_state``); area, thread and post must be locked.

    Recounts the thread; ``accepts``: the post becomes its accepted answer again. Withdraws notices of what is not
    public any more, or of the hiding that is over; tells the author of a hiding by a job; sends signals and rings.
    """
    thread = post.thread
    was_accepted, was_removed_at, was_visible = thread.accepted_post_id, thread.removed_at, thread.visibility
    before = post_state(post)
    post.visibility, post.hidden_reason = state["visibility"], state["hidden_reason"]
    post.hidden_by_id, post.removed_at = state["hidden_by"], from_json(state["removed_at"])
    post.save(update_fields=["visibility", "hidden_reason", "hidden_by", "removed_at"])
    thread.removed_at = thread.removed_at or from_json(thread_removed_at)
    if accepts:
        thread.accepted_post_id = post.pk
    recount_thread(thread)
    after = post_state(post)
    if thread.accepted_post_id != was_accepted:
        before["accepted_post"], after["accepted_post"] = was_accepted, thread.accepted_post_id
    if thread.removed_at != was_removed_at:
        before["thread_removed_at"], after["thread_removed_at"] = as_json(was_removed_at), as_json(thread.removed_at)
    log_act(
        actor, verb, thread=thread, post=post, reason=reason, case=case, before=before, after=after, undo_of=undo_of
    )
    _tell_of_visibility(actor, post)
    ring_thread(thread)
    say_post_changed(post.pk, is_narrowing=not post.is_public)
    if thread.visibility != Visibility.PUBLIC:
        recheck_thread(thread)
    if thread.visibility != was_visible or thread.accepted_post_id != was_accepted:
        say_thread_changed(thread.pk, is_narrowing=thread.visibility != Visibility.PUBLIC)


def _tell_of_visibility(actor: Any, post: Post) -> None:
    if post.is_public:
        times = post.moderation_entries.filter(verb=Verb.HIDE).count()
        withdraw_events(event_ids=[tasks.hidden_event_id(post.pk, number) for number in range(1, times + 1)])
        return
    withdraw_events(event_ids=[tasks.event_id(post.pk), tasks.accepted_event_id(post.pk)])
    if post.visibility == Visibility.HIDDEN and post.author_id != actor.pk:
        tasks.tell_author.defer(post_id=post.pk, actor_id=actor.pk, verb=Verb.HIDE)


def change_area(
    actor: Any,
    thread: Thread,
    target: Area,
    *,
    reason: str = "",
    case: ModerationCase | None = None,
    undo_of: ModerationEntry | None = None,
) -> None:
    """Puts a thread into another area; both areas and the thread must be locked.

    Its rights are those of the target at once: rekeys its notifications and planned mails; open pages re-check.
    """
    source = thread.area
    thread.area = target
    thread.version += 1
    thread.save(update_fields=["area", "version"])
    if thread.visibility == Visibility.PUBLIC:
        count_in_area(source.pk, -1)
        count_in_area(target.pk, 1)
    rekey_group(group_key=tasks.group_key(thread.pk), room=target.room)
    log_act(
        actor,
        Verb.MOVE,
        thread=thread,
        area=source,
        post=case.post if case else None,
        reason=reason,
        case=case,
        before={"area": source.pk},
        after={"area": target.pk},
        undo_of=undo_of,
    )
    recheck_thread(thread)
    ring_thread(thread)
    say_thread_changed(thread.pk, is_narrowing=True)


def change_thread(
    actor: Any,
    thread: Thread,
    verb: Verb,
    fields: Values,
    *,
    reason: str = "",
    case: ModerationCase | None = None,
    undo_of: ModerationEntry | None = None,
) -> bool:
    """Sets these fields of a locked thread; what changes nothing is not logged. Whether it changed anything."""
    before = {name: as_json(getattr(thread, name)) for name in fields}
    after = {name: as_json(value) for name, value in fields.items()}
    if before == after:
        return False
    for name, value in fields.items():
        setattr(thread, name, value)
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    log_act(
        actor,
        verb,
        thread=thread,
        post=case.post if case else None,
        reason=reason,
        case=case,
        before=before,
        after=after,
        undo_of=undo_of,
    )
    ring_thread(thread)
    say_thread_changed(thread.pk)
    return True


def as_json(value: Any) -> Any:
    """A moment as text, in one zone so that equal moments are equal texts; everything else as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def from_json(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
