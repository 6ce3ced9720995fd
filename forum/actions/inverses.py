"""How the forum's own acts are taken back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.bodies import prepare_body
from forum.enums import CaseState, EventKind, ThreadState, Verb, Visibility
from forum.errors import CannotUndo
from forum.models import Area, ModerationCase, ModerationEntry, Poll, Post, Thread
from notifications.actions import withdraw_events

from .answers import set_accepted, set_answer_lock
from .areas import area_facts, put_people, write_archived, write_facts
from .case_events import note_event, touch_case
from .cases import case_state, save_case
from .changes import as_json, change_area, change_thread, change_visibility, from_json, post_state
from .editing import change_text
from .files import files_of
from .locks import lock_area, lock_area_and_thread, lock_post, lock_thread
from .polls import lock_poll, set_closed
from .summary import set_summary
from .tagging import get_tags
from .threads import thread_facts, write_thread_facts
from .undo import Inverse, register_inverse

MOMENTS = {"pinned_at", "pinned_until"}


def register() -> None:
    register_inverse(Verb.HIDE, Verb.RESTORE, inverse=Inverse(_lock_post_and_area, _read_post, _restore_post))
    register_inverse(
        Verb.LOCK, Verb.UNLOCK, Verb.PIN, Verb.UNPIN, inverse=Inverse(_lock_thread, _read_thread, _restore_thread)
    )
    register_inverse(
        Verb.MOVE, inverse=Inverse(_lock_moved, lambda thread, entry: {"area": thread.area_id}, _move_back)
    )
    register_inverse(Verb.EDIT, inverse=Inverse(_lock_edited, _read_edited, _restore_edited))
    register_inverse(Verb.ACCEPT, Verb.RELEASE, inverse=Inverse(_lock_thread, _read_thread, _restore_accepted))
    register_inverse(
        Verb.LOCK_ANSWER, Verb.UNLOCK_ANSWER, inverse=Inverse(_lock_thread, _read_thread, _restore_answer_lock)
    )
    register_inverse(Verb.SUMMARISE, Verb.DROP_SUMMARY, inverse=Inverse(_lock_thread, _read_thread, _restore_summary))
    register_inverse(Verb.CLOSE_POLL, Verb.REOPEN_POLL, inverse=Inverse(_lock_poll, _read_poll, _restore_poll))
    register_inverse(Verb.EDIT_AREA, inverse=Inverse(_lock_area, _read_area, _restore_area))
    register_inverse(Verb.ARCHIVE_AREA, Verb.REOPEN_AREA, inverse=Inverse(_lock_area, _read_area, _restore_archived))
    register_inverse(Verb.ADD_PEOPLE, Verb.REMOVE_PEOPLE, inverse=Inverse(_lock_area, _read_people, _restore_people))
    register_inverse(
        Verb.ASK,
        Verb.CLOSE_CASE,
        Verb.REOPEN_CASE,
        Verb.REFER,
        Verb.TAKE_BACK,
        inverse=Inverse(_lock_case, lambda case, entry: case_state(case), _restore_case),
    )


def _lock_post_and_area(entry: ModerationEntry) -> Post:
    assert entry.post_id is not None
    return lock_post(entry.post_id, with_area=True)


def _read_post(post: Post, entry: ModerationEntry) -> dict[str, Any]:
    thread = post.thread
    return post_state(post) | {
        "accepted_post": thread.accepted_post_id,
        "thread_removed_at": as_json(thread.removed_at),
    }


def _restore_post(actor: Any, post: Post, entry: ModerationEntry, reason: str) -> None:
    state = post_state(post) | entry.before
    change_visibility(
        actor,
        post,
        Verb.RESTORE if state["visibility"] == Visibility.PUBLIC else Verb.HIDE,
        state,
        accepts=entry.before.get("accepted_post") == post.pk,
        thread_removed_at=entry.before.get("thread_removed_at"),
        reason=reason,
        case=entry.case,
        undo_of=entry,
    )
    touch_case(actor, post)


def _lock_thread(entry: ModerationEntry) -> Thread:
    assert entry.thread_id is not None
    return lock_thread(entry.thread_id)


def _read_thread(thread: Thread, entry: ModerationEntry) -> dict[str, Any]:
    present = {name: as_json(getattr(thread, name)) for name in entry.after if name != "accepted_post"}
    return present | {"accepted_post": thread.accepted_post_id}


def _restore_thread(actor: Any, thread: Thread, entry: ModerationEntry, reason: str) -> None:
    fields = {name: from_json(value) if name in MOMENTS else value for name, value in entry.before.items()}
    if "state" in fields:
        verb = Verb.LOCK if fields["state"] == ThreadState.LOCKED else Verb.UNLOCK
    else:
        verb = Verb.PIN if fields["pinned_at"] else Verb.UNPIN
    change_thread(actor, thread, verb, fields, reason=reason, case=entry.case, undo_of=entry)


def _lock_moved(entry: ModerationEntry) -> Thread:
    assert entry.thread_id is not None
    return lock_area_and_thread(entry.thread_id, entry.before["area"])


def _move_back(actor: Any, thread: Thread, entry: ModerationEntry, reason: str) -> None:
    target = Area.objects.get(pk=entry.before["area"])
    policy.can_move_thread(actor, thread, target).require()
    change_area(actor, thread, target, reason=reason, case=entry.case, undo_of=entry)


def _lock_edited(entry: ModerationEntry) -> Post | Thread:
    return lock_post(entry.post_id) if entry.post_id is not None else _lock_thread(entry)


def _read_edited(edited: Post | Thread, entry: ModerationEntry) -> dict[str, Any]:
    return {"edit_count": edited.edit_count} if isinstance(edited, Post) else thread_facts(edited)


def _restore_edited(actor: Any, edited: Post | Thread, entry: ModerationEntry, reason: str) -> None:
    if isinstance(edited, Thread):
        before = entry.before
        write_thread_facts(
            actor,
            edited,
            title=before["title"],
            kind=before["kind"],
            tags=get_tags(before["tags"]),
            accepted_post_id=before.get("accepted_post"),
            reason=reason,
            undo_of=entry,
        )
        return
    revision = edited.revisions.filter(number=entry.before.get("revision")).first()
    if revision is None:
        raise CannotUndo(_("It cannot be undone any more: the earlier text was erased."))
    body = prepare_body(revision.source, author=edited.author, area=edited.thread.area)
    files = files_of(revision).listed
    change_text(actor, edited, body, edited.edit_count, reason, files=files, case=entry.case, undo_of=entry)
    touch_case(actor, edited)


def _restore_accepted(actor: Any, thread: Thread, entry: ModerationEntry, reason: str) -> None:
    wanted = entry.before["accepted_post"]
    post = thread.posts.public().filter(pk=wanted).first() if wanted else None
    if wanted and post is None:
        raise CannotUndo(_("It cannot be undone any more: the answer accepted before is not visible now."))
    set_accepted(actor, thread, post, Verb.ACCEPT if post else Verb.RELEASE, reason=reason, undo_of=entry)


def _restore_answer_lock(actor: Any, thread: Thread, entry: ModerationEntry, reason: str) -> None:
    if thread.accepted_post_id is None:
        raise CannotUndo(_("It cannot be undone any more: no answer is accepted now."))
    set_answer_lock(actor, thread, entry.before["answer_locked_by_id"], reason=reason, undo_of=entry)


def _restore_summary(actor: Any, thread: Thread, entry: ModerationEntry, reason: str) -> None:
    wanted = entry.before["summary_post_id"]
    post = thread.posts.public().filter(pk=wanted).first() if wanted else None
    if wanted and post is None:
        raise CannotUndo(_("It cannot be undone any more: the summary is not visible now."))
    set_summary(actor, thread, post, entry.before["summary_until"], reason=reason, undo_of=entry)


def _lock_poll(entry: ModerationEntry) -> Poll:
    try:
        return lock_poll(Poll.objects.get(post=entry.post_id))
    except Poll.DoesNotExist as error:
        raise CannotUndo(_("It cannot be undone any more: the earlier text was erased.")) from error


def _read_poll(poll: Poll, entry: ModerationEntry) -> dict[str, Any]:
    return {"closed_at": as_json(poll.closed_at)}


def _restore_poll(actor: Any, poll: Poll, entry: ModerationEntry, reason: str) -> None:
    set_closed(actor, poll, from_json(entry.before["closed_at"]), reason=reason, undo_of=entry)


def _lock_area(entry: ModerationEntry) -> Area:
    assert entry.area_id is not None
    return lock_area(entry.area_id)


def _read_area(area: Area, entry: ModerationEntry) -> dict[str, Any]:
    return area_facts(area) | {"is_archived": area.is_archived}


def _restore_area(actor: Any, area: Area, entry: ModerationEntry, reason: str) -> None:
    write_facts(actor, area, entry.before, reason=reason, undo_of=entry)


def _restore_archived(actor: Any, area: Area, entry: ModerationEntry, reason: str) -> None:
    write_archived(actor, area, entry.before["is_archived"], reason=reason, undo_of=entry)


def _read_people(area: Area, entry: ModerationEntry) -> dict[str, Any]:
    """Nothing to compare but who is on the list: the same people as the act left there, or took off."""
    people = entry.after.get("people") or entry.before["people"]
    listed = area.memberships.filter(user__in=people).count()
    is_as_left = listed == (len(people) if entry.verb == Verb.ADD_PEOPLE else 0)
    if not is_as_left:
        raise CannotUndo(_("It cannot be undone any more: the list of people was changed since."))
    return dict(entry.after)


def _restore_people(actor: Any, area: Area, entry: ModerationEntry, reason: str) -> None:
    adds = entry.verb == Verb.REMOVE_PEOPLE
    people = entry.before["people"] if adds else entry.after["people"]
    put_people(actor, area, people, adds=adds, reason=reason, undo_of=entry)


def _lock_case(entry: ModerationEntry) -> ModerationCase:
    assert entry.post_id is not None and entry.case_id is not None
    post = lock_post(entry.post_id)
    case = ModerationCase.objects.select_for_update(no_key=True).get(pk=entry.case_id)
    case.post = post
    return case


def _restore_case(actor: Any, case: ModerationCase, entry: ModerationEntry, reason: str) -> None:
    """Its state from before; what people were told of the decision or the request is withdrawn."""
    before, now = case_state(case), entry.before
    others = ModerationCase.objects.open().filter(post=case.post_id).exclude(pk=case.pk)
    if now.get("state", before["state"]) != CaseState.CLOSED and others.exists():
        raise CannotUndo(_("It cannot be undone any more: the post was reported again, and that case is open."))
    if now.get("is_referred") is False and policy.is_moderator(case.post.author):
        raise CannotUndo(_("A case about somebody who moderates stays with the office."))
    for name, value in now.items():
        setattr(case, name, _parsed(name, value))
    told = case.events.filter(kind__in=[EventKind.ASKED, EventKind.DECIDED]).values_list("pk", flat=True)
    withdraw_events(event_ids=[tasks.case_event_id(pk) for pk in told])
    verb, kind = _named(now)
    note_event(case, kind, actor, reason, case.outcome if kind == EventKind.DECIDED else "")
    save_case(actor, case, verb, before, reason=reason, undo_of=entry)


def _named(restored: dict[str, Any]) -> tuple[Verb, EventKind]:
    """What restoring these values is called."""
    if "is_referred" in restored:
        is_referred = restored["is_referred"]
        return (Verb.REFER, EventKind.REFERRED) if is_referred else (Verb.TAKE_BACK, EventKind.TAKEN_BACK)
    return {
        CaseState.CLOSED: (Verb.CLOSE_CASE, EventKind.DECIDED),
        CaseState.WAITING: (Verb.ASK, EventKind.ASKED),
        CaseState.OPEN: (Verb.REOPEN_CASE, EventKind.REOPENED),
    }[CaseState(restored["state"])]


def _parsed(name: str, value: Any) -> Any:
    if name in ("due_on", "asked_until"):
        return date.fromisoformat(value) if value else None
    return from_json(value) if name == "decided_at" else value
