"""Writing: threads, replies, edits, withdrawal."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.bodies import Body, prepare_body
from forum.enums import Verb, Via, Visibility
from forum.errors import EditConflict
from forum.models import (
    Area,
    ModerationCase,
    ModerationEntry,
    Post,
    PostMention,
    PostRevision,
    Thread,
)
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import recheck_thread, ring_thread
from kit.models import Tag
from notifications.actions import withdraw_events

from .case_events import touch_case
from .counters import recount_thread
from .limits import check_posting_rate
from .locks import lock_area, lock_post, lock_thread
from .moderation_log import log_act
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
) -> Thread:
    """Opens a thread with its first post.

    Locks the area; writes thread, post, tags, mentions, the author's reading mark and subscription; defers the fan-out.
    The same key again returns the first thread. Raises what policy denies, ValidationError, RateLimited.
    """
    body = prepare_body(source, author=actor, area=area)
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
            thread = Thread.objects.create(
                area=area, kind=kind, title=title, author=actor, created_at=now, bumped_at=now
            )
            Area.objects.filter(pk=area.pk).update(thread_count=F("thread_count") + 1)
            set_tags(thread, tags)
            _append_post(actor, writer, thread, body, idempotency_key, None, Via.WEB)
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
) -> Post:
    """Appends a post.

    Locks the thread; allocates the number; writes post, mentions, counters, the author's reading mark and subscription;
    raises ``version``; defers the fan-out; rings the open pages after commit. The same key again returns the first
    post. Raises what policy denies, ValidationError, RateLimited.
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
            return _append_post(actor, writer, thread, body, idempotency_key, reply_to, via)
    except IntegrityError as error:
        return _post_of_same_request(actor, idempotency_key, error)


def edit_post(*, actor: Any, post: Post, source: str, edit_count: int, reason: str = "") -> Post:
    """Changes a post's text and keeps the old one as a revision.

    ``edit_count``: the value the form was opened with; another one raises EditConflict. Locks thread and post; renews
    mentions; raises the thread's version; defers the notification of newly mentioned people; a foreign edit is logged.
    Raises what policy denies and ValidationError, also for a missing reason.
    """
    body = prepare_body(source, author=actor, area=post.thread.area)
    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_edit_post(actor, post).require()
        if policy.needs_edit_reason(actor, post) and not reason.strip():
            raise ValidationError({"reason": _("Please say why you change this post.")})
        if change_text(actor, post, body, edit_count, reason):
            touch_case(actor, post)
    return post


def edit_locked(
    actor: Any, post: Post, source: str, edit_count: int, reason: str, *, case: ModerationCase | None = None
) -> None:
    """Changes the text of a foreign post whose thread and row are locked, for somebody who may.

    Raises EditConflict, and ValidationError, also for a text that is the old one.
    """
    body = prepare_body(source, author=actor, area=post.thread.area)
    if not change_text(actor, post, body, edit_count, reason, case=case):
        raise ValidationError({"body": _("The text is the same as before.")}, "unchanged")


def change_text(
    actor: Any,
    post: Post,
    body: Body,
    edit_count: int,
    reason: str,
    *,
    case: ModerationCase | None = None,
    undo_of: ModerationEntry | None = None,
) -> bool:
    """Writes a new text into a locked post and keeps the old one as a revision; False where it is the same.

    The log names the revision and no words, so that erasing them leaves nothing behind.
    """
    if post.edit_count != edit_count:
        raise EditConflict
    if body.source == post.source:
        return False
    revision = _keep_revision(actor, post, reason)
    post.source, post.html, post.text = body.source, body.html, body.text
    post.edit_count += 1
    post.edited_at = timezone.now()
    post.save(update_fields=["source", "html", "text", "edit_count", "edited_at"])
    newly_mentioned, unmentioned = _set_mentions(post, body)
    _touch(post.thread)
    say_post_changed(post.pk)
    if post.author_id != actor.pk or undo_of is not None:
        log_act(
            actor,
            Verb.EDIT,
            post=post,
            reason=reason,
            case=case,
            before={"edit_count": edit_count, "revision": revision.number},
            after={"edit_count": post.edit_count},
            undo_of=undo_of,
        )
    if unmentioned:
        withdraw_events(event_ids=[tasks.event_id(post.pk)], user_ids=unmentioned, kind=tasks.MENTION)
        tasks.fan_out_unmentioned.defer(post_id=post.pk, user_ids=unmentioned)
    if newly_mentioned:
        tasks.fan_out_mentions.defer(post_id=post.pk, user_ids=newly_mentioned)
    return True


def withdraw_post(*, actor: Any, post: Post) -> Post:
    """Takes the author's own post back; restorable for 30 days by the speaker team.

    A first post without public answers takes the thread with it. Locks thread and post; recounts; withdraws
    notifications and planned mails in the same transaction. Raises what policy denies.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_withdraw_post(actor, post).require()
        post.visibility, post.removed_at, post.hidden_by = Visibility.DELETED, timezone.now(), actor
        post.save(update_fields=["visibility", "removed_at", "hidden_by"])
        recount_thread(post.thread)
        touch_case(actor, post)
        withdraw_events(event_ids=[tasks.event_id(post.pk), tasks.accepted_event_id(post.pk)])
        ring_thread(post.thread)
        say_post_changed(post.pk, is_narrowing=True)
        if post.thread.visibility != Visibility.PUBLIC:
            recheck_thread(post.thread)
            say_thread_changed(post.thread_id, is_narrowing=True)
    return post


def _append_post(
    actor: Any, writer: Writer, thread: Thread, body: Body, idempotency_key: UUID, reply_to: Post | None, via: str
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
    if body.mentioned:
        PostMention.objects.bulk_create(PostMention(post=post, user_id=pk) for pk in body.mentioned)
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
    tasks.fan_out.defer(post_id=post.pk)
    ring_thread(thread)
    say_post_changed(post.pk)
    return post


def _post_of_same_request(actor: Any, idempotency_key: UUID, error: IntegrityError) -> Post:
    earlier = writer_of(actor, idempotency_key).earlier_post
    if earlier is None:
        raise error
    return _post(earlier)


def _post(post_id: int) -> Post:
    return Post.objects.select_related("thread__area").get(pk=post_id)


def _keep_revision(actor: Any, post: Post, reason: str) -> PostRevision:
    last = post.revisions.aggregate(last=Max("number"))["last"] or 0
    return PostRevision.objects.create(
        post=post,
        number=last + 1,
        editor=actor,
        created_at=timezone.now(),
        reason=reason.strip(),
        source=post.source,
        text=post.text,
    )


def _set_mentions(post: Post, body: Body) -> tuple[list[int], list[int]]:
    """Makes the stored mentions those of the body; gives the ids that are new, and those that are gone."""
    known = set(post.mentions.values_list("user", flat=True))
    wanted = set(body.mentioned)
    post.mentions.filter(user__in=known - wanted).delete()
    PostMention.objects.bulk_create(PostMention(post=post, user_id=pk) for pk in sorted(wanted - known))
    return sorted(wanted - known), sorted(known - wanted)


def _touch(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1)
    thread.version += 1
    ring_thread(thread)
