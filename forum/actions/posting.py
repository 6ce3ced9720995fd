"""Writing: threads and replies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.bodies import Body, prepare_body
from forum.enums import Via
from forum.models import (
    Area,
    Post,
    Thread,
)
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import ring_thread
from forum.tag_groups import check_groups
from forum.template_answers import Answer, keep_answers, with_answers
from kit.models import Tag

from .drafts import DraftRef, forget_published
from .files import use_files
from .limits import check_posting_rate
from .locks import lock_area, lock_thread
from .mentions import keep_mentions
from .polls import NewPoll, add_poll
from .reading import raise_read_number
from .subscriptions import watch_unless_set
from .tagging import set_tags
from .writer import Writer, writer_of


def create_thread(
    *,
    actor: Any,
    area: Area,
    kind: str,
    title: str,
    source: str,
    tags: list[Tag],
    idempotency_key: UUID,
    files: Sequence[int] = (),
    answers: Sequence[Answer] = (),
    draft: DraftRef | None = None,
    poll: NewPoll | None = None,
) -> Thread:
    """Opens a thread with its first post.

    Locks the area; writes thread, post, answers to the area's questions, poll, tags, mentions, the author's reading
    mark and subscription; defers the fan-out; deletes the draft it was.
    The same key again returns the first thread. Raises what policy denies, ValidationError, RateLimited.
    """
    body = prepare_body(with_answers(answers, source), author=actor, area=area)
    now = timezone.now()
    try:
        with transaction.atomic():
            area = lock_area(area.pk)
            writer = writer_of(actor, idempotency_key)
            if writer.earlier_post:
                return _post(writer.earlier_post).thread
            policy.can_create_thread(actor, area).require()
            policy.can_use_kind(actor, kind).require()
            check_posting_rate(writer.latest, now)
            check_groups(actor, area, tags)
            thread = Thread.objects.create(
                area=area,
                kind=kind,
                title=title,
                author=actor,
                created_at=now,
                bumped_at=now,
                affiliation_kind=writer.affiliation.get("kind", ""),
                affiliation_band=writer.affiliation.get("band", ""),
            )
            Area.objects.filter(pk=area.pk).update(thread_count=F("thread_count") + 1)
            set_tags(thread, tags)
            if draft:
                forget_published(actor, draft)
            post = _append_post(actor, writer, thread, body, idempotency_key, None, Via.WEB, files)
            if answers:
                keep_answers(post, list(area.questions.all()))
            if poll:
                add_poll(post, poll)
            say_thread_changed(thread.pk)
    except IntegrityError as error:
        return _post_of_same_request(actor, idempotency_key, error).thread
    return thread


def reply(
    *,
    actor: Any,
    thread: Thread,
    source: str,
    idempotency_key: UUID,
    reply_to: Post | None = None,
    via: str = Via.WEB,
    files: Sequence[int] = (),
    draft: DraftRef | None = None,
    poll: NewPoll | None = None,
) -> Post:
    """Appends a post.

    Locks the thread; allocates the number; writes post, mentions, counters, the author's reading mark and subscription;
    raises ``version``; deletes the draft it was; defers the fan-out; rings the open pages after commit. The same key
    again returns the first post. Raises what policy denies, ValidationError, RateLimited.
    """
    body = prepare_body(source, author=actor, area=thread.area)
    try:
        with transaction.atomic():
            thread = lock_thread(thread.pk)
            writer = writer_of(actor, idempotency_key, thread)
            if writer.earlier_post:
                return _post(writer.earlier_post)
            policy.can_reply(actor, thread).require()
            check_posting_rate(writer.latest, timezone.now())
            if reply_to is not None and reply_to.thread_id != thread.pk:
                raise ValidationError(_("The post you answer belongs to another thread."), "foreign_post")
            if draft:
                forget_published(actor, draft)
            post = _append_post(actor, writer, thread, body, idempotency_key, reply_to, via, files)
            if poll:
                add_poll(post, poll)
            return post
    except IntegrityError as error:
        return _post_of_same_request(actor, idempotency_key, error)


def _append_post(
    actor: Any,
    writer: Writer,
    thread: Thread,
    body: Body,
    idempotency_key: UUID,
    reply_to: Post | None,
    via: str,
    files: Sequence[int],
) -> Post:
    """Writes the post under the lock of its thread (or of the area, for a new thread)."""
    now = timezone.now()
    post = Post.objects.create(
        thread=thread,
        number=thread.next_number,
        author=actor,
        affiliation_id=writer.affiliation.get("id"),
        affiliation_kind=writer.affiliation.get("kind", ""),
        affiliation_band=writer.affiliation.get("band", ""),
        source=body.source,
        html=body.html,
        text=body.text,
        reply_to=reply_to,
        created_at=now,
        via=via,
        idempotency_key=idempotency_key,
    )
    keep_mentions(post, body)
    if files or body.pictures:
        use_files(post, files, body.pictures)
    # Its row is locked, so that these numbers are nobody else's.
    thread.next_number = post.number + 1
    thread.last_public_number = post.number
    thread.reply_count += post.number > 1
    thread.last_post = post
    thread.bumped_at = now
    thread.version += 1
    thread.save(update_fields=["next_number", "last_public_number", "reply_count", "last_post", "bumped_at", "version"])
    if not writer.has_unread:  # an own post is read, unless others wrote before it what the author has not seen
        raise_read_number(actor, thread.pk, post.number)
    watch_unless_set(actor, thread)
    ring_thread(thread)
    say_post_changed(post.pk, jobs=[tasks.fan_out.configure().make_new_job(post_id=post.pk)])
    return post


def _post_of_same_request(actor: Any, idempotency_key: UUID, error: IntegrityError) -> Post:
    earlier = writer_of(actor, idempotency_key).earlier_post
    if earlier is None:
        raise error
    return _post(earlier)


def _post(post_id: int) -> Post:
    return Post.objects.select_related("thread__area").get(pk=post_id)
