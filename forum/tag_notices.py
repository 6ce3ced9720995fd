"""Who watches a tag hears of a thread that gets it later, once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy

from notifications.actions import record_events
from notifications.models import Notification
from notifications.registry import Kind, register_kind

from .enums import Level, Visibility
from .models import Post, Subscription, Thread, ThreadRead
from .notices import RETAGGED, WATCHED, resolve
from .subscriptions import people_with_level
from .tasks import group_key, retagged_event_id


def register() -> None:
    register_kind(
        Kind(RETAGGED, gettext_lazy("Thread with a tag you watch"), "tag", resolve, weight=8, wish_key=WATCHED)
    )


def tell_of_tags(thread_id: int, tag_ids: Iterable[int], actor_id: int) -> None:
    """Tells who watches one of these tags, if the thread still has it: each once for a thread, whatever tags it gets.

    Not the author, not who gave the tag, and nobody who knows the thread: who has opened it, or was told of it. Locks
    the thread, so that hiding it waits and then withdraws what was written.
    """
    with transaction.atomic():
        thread = Thread.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=thread_id)
        still = set(tag_ids) & set(thread.tag_ids)
        first = Post.objects.filter(thread=thread, number=1, visibility=Visibility.PUBLIC).first()
        if not still or first is None or thread.visibility != Visibility.PUBLIC:
            return
        watching = Subscription.objects.in_force().filter(tag__in=still, level__gte=Level.FIRST).values("user")
        known = ThreadRead.objects.filter(thread=thread).values("user")
        told = Notification.objects.filter(group_key=group_key(thread.pk)).values("user")
        people = people_with_level(thread).filter(pk__in=watching, level__gte=Level.FIRST)
        people = people.exclude(pk__in=[thread.author_id, actor_id]).exclude(pk__in=known).exclude(pk__in=told)
        recipients = list(people.order_by("pk").values_list("pk", flat=True))
        if recipients:
            record_events(
                kind=RETAGGED,
                event_id=retagged_event_id(thread.pk),
                group_key=group_key(thread.pk),
                room=thread.area.room,
                object_id=thread.pk,
                reference_id=first.pk,
                actor_id=actor_id,
                recipient_ids=recipients,
                is_quiet=False,
            )
