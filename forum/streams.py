"""What changed on an open thread page: the stream ``thread`` of the notifications app."""

from typing import Any

from django.db import transaction

from notifications.doorbell import recheck_stream, ring_stream
from notifications.registry import Stream, register_stream

from .models import Thread

NAME = "thread"


def ring_thread(thread: Thread) -> None:
    """Rings the open pages of a thread after commit; says the version, never content."""
    thread_id, version = thread.pk, thread.version
    transaction.on_commit(lambda: ring_stream(NAME, thread_id, version))


def recheck_thread(thread: Thread) -> None:
    """After a right narrowed: every open page of the thread asks again whether it may listen."""
    thread_id = thread.pk
    transaction.on_commit(lambda: recheck_stream(NAME, thread_id))


def state_for(user: Any, thread_id: int, version: int) -> dict[str, Any] | None:
    """The thread's version and last public number; None where the person may not know of it. One statement.

    The page knows the last number it shows, so it can say how many replies are new without a count here.
    """
    thread = Thread.objects.visible_to(user).values("version", "last_public_number").filter(pk=thread_id).first()
    if thread is None:
        return None
    return {"id": thread_id, "version": thread["version"], "last_number": thread["last_public_number"]}


def room_for(thread_id: int) -> str | None:
    """The key of the room the thread stands in now."""
    return Thread.objects.filter(pk=thread_id).values_list("area__room", flat=True).first()


def register() -> None:
    register_stream(Stream(name=NAME, state_for=state_for, room_for=room_for))
