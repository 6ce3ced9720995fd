"""Changing a thread's title, kind and tags."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from forum import policy, tasks
from forum.enums import ThreadKind, Verb
from forum.errors import EditConflict
from forum.models import Thread, ThreadRevision
from forum.signals import say_thread_changed
from forum.streams import ring_thread
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
    version; a foreign edit is logged. A thread that is no question any more loses its accepted answer, and its
    author the notice of it.
    """
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_edit_thread(actor, thread).require()
        if kind != thread.kind:
            policy.can_use_kind(actor, kind).require()
        if thread.edit_count != edit_count:
            raise EditConflict
        old_names = list(thread.tags.order_by("name").values_list("name", flat=True))
        before = {"title": thread.title, "kind": thread.kind, "tags": old_names}
        after = {"title": title, "kind": kind, "tags": sorted(tag.name for tag in tags)}
        if before == after:
            return thread
        last = thread.revisions.aggregate(last=Max("number"))["last"] or 0
        ThreadRevision.objects.create(
            thread=thread,
            number=last + 1,
            editor=actor,
            created_at=timezone.now(),
            title=thread.title,
            kind=thread.kind,
            tag_names=old_names,
        )
        thread.title, thread.kind = title, kind
        if kind != ThreadKind.QUESTION and thread.accepted_post_id is not None:
            withdraw_events(event_ids=[tasks.accepted_event_id(thread.accepted_post_id)])
            thread.accepted_post = None
        thread.edit_count += 1
        thread.version += 1
        thread.save(update_fields=["title", "kind", "accepted_post", "edit_count", "version"])
        set_tags(thread, tags)
        if thread.author_id != actor.pk:
            log_act(actor, Verb.EDIT, thread=thread, reason=reason, before=before, after=after)
        ring_thread(thread)
        say_thread_changed(thread.pk)
    return thread
