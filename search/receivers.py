"""What other apps say has changed becomes a job and, where somebody may read less than before, a stale mark at once.

Both are written in the transaction of the change: rolled back with it, or there with it. Nothing slower happens here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal
from procrastinate.jobs import Job
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from directory.models import Profile, SpeakerTerm
from directory.signals import mandate_changed, municipality_changed, profile_changed
from forum.enums import Visibility
from forum.models import Post
from forum.signals import area_changed, post_changed, thread_changed
from kit.models import Tag, Topic

from . import tasks
from .index import in_batches, mark_posts_stale, mark_stale, mark_threads_stale
from .query import Kind

_NAMED = {"first_name", "last_name", "is_active", "is_superuser"}  # fields of accounts that documents depend on


def connect() -> None:
    """Called once, from ``SearchConfig.ready``."""
    User = get_user_model()
    receivers: list[tuple[Signal, Callable[..., Any], Any]] = [
        (post_changed, on_posts, None),
        (thread_changed, on_threads, None),
        (area_changed, on_areas, None),
        (municipality_changed, on_municipalities, None),
        (mandate_changed, on_mandate, None),
        (profile_changed, on_profile, None),
        (post_save, on_account, User),
        (m2m_changed, on_groups, User.groups.through),
        (post_save, on_term, SpeakerTerm),
        (post_delete, on_term, SpeakerTerm),
        (page_published, on_page, None),
        (page_unpublished, on_page_closed, None),
        (post_page_move, on_page_moved, None),
        (post_delete, on_page_closed, Page),
        (post_save, on_restriction, PageViewRestriction),
        (post_delete, on_restriction, PageViewRestriction),
        (post_save, on_topic, Topic),
        (post_save, on_tag, Tag),
    ]
    for signal, receiver, sender in receivers:
        signal.connect(receiver, sender=sender, dispatch_uid=f"search.{receiver.__name__}")


# --- Forum ------------------------------------------------------------------------------------------------------------


def on_posts(post_ids: list[int], is_narrowing: bool = False, **kwargs: Any) -> list[Job]:
    """The first post's words stand in its thread's document."""
    if is_narrowing:
        facts = Post.objects.filter(pk__in=post_ids).values_list("thread", "number", "thread__visibility")
        touched = {thread for thread, number, shown in facts if number == 1 or shown != Visibility.PUBLIC}
        mark_posts_stale(post_ids)
        mark_stale(Kind.THREAD, touched)
    job = tasks.write_posts.configure()
    return [job.make_new_job(post_ids=list(batch)) for batch in in_batches(post_ids)]


def on_threads(thread_ids: list[int], is_narrowing: bool = False, **kwargs: Any) -> None:
    if is_narrowing:
        mark_threads_stale(thread_ids)
    for batch in in_batches(thread_ids):
        tasks.write_threads.defer(thread_ids=list(batch))


def on_areas(area_ids: list[int], **kwargs: Any) -> None:
    """Who is on an area's list is a matter of the reader's keys; documents know only room and topic."""
    tasks.write_areas.defer(area_ids=list(area_ids))


# --- Directory and accounts -------------------------------------------------------------------------------------------


def on_municipalities(municipalities: Iterable[Any], **kwargs: Any) -> None:
    for batch in in_batches([each.pk for each in municipalities]):
        tasks.write_municipalities.defer(ids=list(batch))


def on_mandate(mandate: Any, **kwargs: Any) -> None:
    _write_person(mandate.person_id)


def on_profile(profile: Any, **kwargs: Any) -> None:
    """Any edit may have closed a field: the person is not found until the document is new."""
    mark_stale(Kind.PERSON, [profile.pk])
    tasks.write.defer(kind=Kind.PERSON.value, ids=[profile.pk])


def on_account(instance: Any, created: bool, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if not created and (update_fields is None or not _NAMED.isdisjoint(update_fields)):
        _write_person(instance.pk, is_narrowing=not instance.is_active)


def on_groups(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Office and administration are members without a mandate."""
    if action.startswith("post_"):
        for pk in (pk_set or set()) if reverse else {instance.pk}:
            _write_person(pk)


def on_term(instance: Any, **kwargs: Any) -> None:
    _write_person(instance.person_id)


def _write_person(person_id: int, *, is_narrowing: bool = True) -> None:
    ids = list(Profile.objects.filter(person=person_id).values_list("pk", flat=True))
    if ids:
        if is_narrowing:
            mark_stale(Kind.PERSON, ids)
        tasks.write.defer(kind=Kind.PERSON.value, ids=ids)


# --- Pages and subjects -----------------------------------------------------------------------------------------------


def on_page(instance: Page, **kwargs: Any) -> None:
    _write_pages([instance.pk])


def on_page_closed(instance: Page, **kwargs: Any) -> None:
    _write_pages([instance.pk], is_narrowing=True)


def on_page_moved(instance: Page, **kwargs: Any) -> None:
    """A private section may begin or end above its new place."""
    _write_pages(_with_pages_below(instance), is_narrowing=True)


def on_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    _write_pages(_with_pages_below(instance.page), is_narrowing=True)


def on_topic(instance: Topic, created: bool, **kwargs: Any) -> None:
    if not created:
        tasks.write_topic.defer(topic_id=instance.pk)


def on_tag(instance: Tag, created: bool, **kwargs: Any) -> None:
    if not created:
        tasks.write_tag.defer(tag_id=instance.pk)


def _with_pages_below(page: Page) -> list[int]:
    return list(Page.objects.filter(path__startswith=page.path).order_by("pk").values_list("pk", flat=True))


def _write_pages(ids: list[int], *, is_narrowing: bool = False) -> None:
    if is_narrowing:
        mark_stale(Kind.PAGE, ids)
        mark_stale(Kind.EVENT, ids)
    for batch in in_batches(ids):
        tasks.write_pages.defer(ids=list(batch))
