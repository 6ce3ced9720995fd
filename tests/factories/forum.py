"""Areas, threads and posts, written by the forum's own actions."""

from uuid import uuid4

from django.conf import settings
from django.test import override_settings
from django.utils.text import slugify

from forum.access import area_key
from forum.actions.posting import create_thread, reply
from forum.actions.tagging import get_tags
from forum.models import Area, AreaMembership, Post, Thread
from kit.access import forget_keys

from .directory import make_member
from .people import next_number
from .taxonomy import make_topic

NO_LIMITS = {"POSTS_PER_MINUTE": None, "POSTS_PER_HOUR": None, "POSTS_PER_DAY": None}


def make_area(name="", *, members=None, **fields):
    """An open area with a topic of its own; with ``members`` (people) a closed one."""
    name = name or f"Bereich {next_number()}"
    fields.setdefault("slug", slugify(name))
    if members is None:
        if "topic" not in fields:
            fields["topic"] = make_topic(f"{name} (Themenfeld)")
        return Area.objects.create(name=name, **fields)
    area = Area.objects.create(name=name, is_closed=True, **fields)
    area.room = area_key(area.pk)
    area.save(update_fields=["room"])
    for person in members:
        AreaMembership.objects.create(area=area, user=person)
        forget_keys(person)
    return area


def make_thread(area=None, author=None, *, kind="question", title="", text="", tags=(), at=None):
    """A thread with its first post. ``tags``: names. ``at``: the moment it was written, else now."""
    thread = _unlimited(
        create_thread,
        actor=author or make_member(),
        area=area or make_area(),
        kind=kind,
        title=title or f"Wie machen Sie das in Fall {next_number()}?",
        source=text or "Guten Tag in die Runde, wie lösen Sie das bei sich?",
        tags=get_tags(tags) if tags else [],
        idempotency_key=uuid4(),
    )
    if at is not None:
        _set_moment(thread, thread.last_post, at)
        Thread.objects.filter(pk=thread.pk).update(created_at=at)
    return Thread.objects.select_related("area").get(pk=thread.pk)


def make_threads(count, **what):
    """So many threads, in one area and by one author unless told otherwise."""
    what.setdefault("area", make_area())
    what.setdefault("author", make_member())
    return [make_thread(**what) for _ in range(count)]


def make_post(thread, author=None, *, text="", reply_to=None, at=None):
    """A reply. ``at``: the moment it was written, else now."""
    post = _unlimited(
        reply,
        actor=author or make_member(),
        thread=thread,
        source=text or f"Wir haben damit gute Erfahrungen gemacht ({next_number()}).",
        reply_to=reply_to,
        idempotency_key=uuid4(),
    )
    if at is not None:
        _set_moment(thread, post, at)
    return Post.objects.select_related("thread__area").get(pk=post.pk)


def make_posts(thread, count, **what):
    """So many replies, by one author unless told otherwise."""
    what.setdefault("author", make_member())
    return [make_post(thread, **what) for _ in range(count)]


def _unlimited(action, **arguments):
    with override_settings(FORUM={**settings.FORUM, **NO_LIMITS}):
        return action(**arguments)


def _set_moment(thread, post, at):
    Post.objects.filter(pk=post.pk).update(created_at=at)
    Thread.objects.filter(pk=thread.pk, last_post=post.pk).update(bumped_at=at)
