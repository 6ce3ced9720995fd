"""What became of an accepted answer, in the words of who asked."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum import policy
from forum.models import Thread, ThreadOutcome
from forum.requests import OUTCOME
from forum.signals import say_thread_changed
from forum.streams import ring_thread
from notifications.actions import close_requests

from .locks import lock_thread


def tell_outcome(*, actor: Any, thread: Thread, worked: str, sentence: str = "") -> ThreadOutcome:
    """Notes whether the answer worked, with one sentence; saying it again replaces it.

    Locks the thread; raises its version; settles the request. Raises what policy denies.
    """
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_tell_outcome(actor, thread).require()
        now = timezone.now()
        new = {"author": actor, "created_at": now}
        facts = {"answer": thread.accepted_post, "worked": worked, "sentence": " ".join(sentence.split())}
        outcome, is_new = ThreadOutcome.objects.get_or_create(thread=thread, defaults=facts | new)
        if not is_new:
            ThreadOutcome.objects.filter(pk=thread.pk).update(**facts, changed_at=now)
        thread.version += 1
        thread.save(update_fields=["version"])
        close_requests(kind=OUTCOME, object_id=thread.pk)
        ring_thread(thread)
        say_thread_changed(thread.pk)
    return outcome


def take_back_outcome(*, actor: Any, thread: Thread) -> None:
    """Removes what was said. Locks the thread; raises its version. Raises what policy denies."""
    with transaction.atomic():
        thread = lock_thread(thread.pk)
        policy.can_tell_outcome(actor, thread).require()
        if ThreadOutcome.objects.filter(pk=thread.pk).delete()[0]:
            thread.version += 1
            thread.save(update_fields=["version"])
            ring_thread(thread)
            say_thread_changed(thread.pk)
