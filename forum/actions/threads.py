"""Changing a thread's title, kind and tags."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from forum import policy, tasks
from forum.enums import ThreadKind, Verb
from forum.errors import EditConflict
from forum.models import ModerationEntry, Thread, ThreadRevision
from forum.signals import say_thread_changed
from forum.streams import ring_thread
from forum.tag_groups import check_groups
from kit.models import Tag
from notifications.actions import withdraw_events

from .locks import lock_thread
from .moderation_log import log_act
from .tagging import set_tags


def edit_thread(
    *, actor: Any, thread: Thread, title: str, kind: str, tags: list[Tag], edit_count: int, reason: str = ""
) -> Thread:
    """Changes title, kind and tags and keeps the old ones as a revision; the old address goes on working.

    ``edit_count``: the value the form was opened with; another one raises EditConflict. Locks the thread; raises its
    version; a foreign edit is logged; defers telling who watches a new tag. Raises ValidationError where a tag of the
    required group is missing. A thread that is no question any more loses its accepted answer, and its
    author the notice of it.
    """
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_edit_thread(actor, thread).require()
        if kind != thread.kind:
            policy.can_use_kind(actor, kind).require()
        if thread.edit_count != edit_count:
            raise EditConflict
        if {tag.pk for tag in tags} != set(thread.tag_ids):
            check_groups(actor, thread.area, tags)
        write_thread_facts(actor, thread, title=title, kind=kind, tags=tags, reason=reason)
    return thread


def thread_facts(thread: Thread) -> dict[str, Any]:
    """What an edit changes, as JSON."""
    names = list(thread.tags.order_by("name").values_list("name", flat=True))
    return {"title": thread.title, "kind": thread.kind, "tags": names, "accepted_post": thread.accepted_post_id}


def write_thread_facts(
    actor: Any,
    thread: Thread,
    *,
    title: str,
    kind: str,
    tags: list[Tag],
    accepted_post_id: int | None = None,
    reason: str = "",
    undo_of: ModerationEntry | None = None,
) -> None:
    """Writes them into a locked thread and keeps the old ones as a revision; a foreign edit is logged.

    ``accepted_post_id``: the answer that undoing makes accepted again, if it is visible.
    """
    before = thread_facts(thread)
    after: dict[str, Any] = {"title": title, "kind": kind, "tags": sorted(tag.name for tag in tags)}
    if all(before[name] == value for name, value in after.items()):
        return
    _keep_revision(actor, thread, before["tags"])
    thread.title, thread.kind = title, kind
    if kind != ThreadKind.QUESTION and thread.accepted_post_id is not None:
        withdraw_events(event_ids=[tasks.accepted_event_id(thread.accepted_post_id)])
        thread.accepted_post = None
    elif accepted_post_id and kind == ThreadKind.QUESTION and thread.accepted_post_id is None:
        thread.accepted_post = thread.posts.public().filter(pk=accepted_post_id).first()
    thread.edit_count += 1
    thread.version += 1
    thread.save(update_fields=["title", "kind", "accepted_post", "edit_count", "version"])
    had = set(thread.tag_ids)
    set_tags(thread, tags)
    if added := sorted(set(thread.tag_ids) - had):
        tasks.tell_of_tags.defer(thread_id=thread.pk, tag_ids=added, actor_id=actor.pk)
    if thread.author_id != actor.pk or undo_of is not None:
        after["accepted_post"] = thread.accepted_post_id
        log_act(actor, Verb.EDIT, thread=thread, reason=reason, before=before, after=after, undo_of=undo_of)
    ring_thread(thread)
    say_thread_changed(thread.pk)


def _keep_revision(actor: Any, thread: Thread, tag_names: list[str]) -> None:
    last = thread.revisions.aggregate(last=Max("number"))["last"] or 0
    ThreadRevision.objects.create(
        thread=thread,
        number=last + 1,
        editor=actor,
        created_at=timezone.now(),
        title=thread.title,
        kind=thread.kind,
        tag_names=tag_names,
    )
