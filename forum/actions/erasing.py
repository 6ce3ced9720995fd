"""Erasing a post for good: nothing of its words stays, only its number."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import policy, tasks
from forum.bodies import render_body
from forum.enums import Verb, Visibility
from forum.erased_quotes import without_quotes_of
from forum.models import Draft, Post, PostRevision, Thread, ThreadOutcome
from forum.models.thread import TITLE_LENGTH
from forum.signals import say_post_changed, say_thread_changed
from forum.streams import recheck_thread, ring_thread
from kit import richtext
from notifications.actions import withdraw_events

from .case_events import touch_case
from .counters import recount_thread
from .files import forget_files_of
from .locks import lock_post
from .moderation import checked
from .moderation_log import log_act

SECOND_LOOK = 60  # seconds; a text that was being sent while its quotation went


def erase_post(*, actor: Any, post: Post, reason: str) -> Post:
    """Removes a post's text, versions, answers, poll, mentions, reactions, bookmarks, files and drafts for good.

    The post stays as a number, so that no address breaks. Locks area, thread and post; recounts; withdraws
    notifications and planned mails; logs, without words; defers the jobs that erase its quotations. A thread whose
    last text goes loses its title, too. There is no undo. Raises what policy denies, ValidationError without a reason
    or for a post that is erased already.
    """
    with transaction.atomic():
        post = lock_post(post.pk, with_area=True)
        policy.can_erase_post(actor, post).require()
        reason = checked(reason)
        if not reason:
            raise ValidationError({"reason": _("Please give a reason. It stands in the moderation log.")})
        if post.visibility == Visibility.ERASED:
            raise ValidationError(_("This post is erased already."), "erased")
        was = post.visibility
        hidings = post.moderation_entries.filter(verb=Verb.HIDE).count()
        _empty(actor, post)
        _empty_thread(post)
        recount_thread(post.thread)
        after = {"visibility": post.visibility}
        log_act(actor, Verb.ERASE, post=post, reason=reason, before={"visibility": was}, after=after)
        touch_case(actor, post)
        hidden = [tasks.hidden_event_id(post.pk, number) for number in range(1, hidings + 1)]
        withdraw_events(event_ids=[tasks.event_id(post.pk), tasks.accepted_event_id(post.pk), *hidden])
        ring_thread(post.thread)
        say_post_changed(post.pk, is_narrowing=True)
        if post.thread.visibility != Visibility.PUBLIC:
            recheck_thread(post.thread)
        say_thread_changed(post.thread_id, is_narrowing=post.thread.visibility != Visibility.PUBLIC)
        tasks.erase_quotes.defer(post_id=post.pk)
        tasks.erase_quotes.configure(schedule_in={"seconds": SECOND_LOOK}).defer(post_id=post.pk)
    return post


def _empty(actor: Any, post: Post) -> None:
    """What hangs on the post goes with it; versions, answers and poll take their own parts along."""
    Draft.objects.filter(post=post.pk).delete()
    forget_files_of(post)
    for hanging in (
        post.revisions,
        post.template_answers,
        post.mentions,
        post.affiliation_mentions,
        post.reactions,
        post.bookmarks,
    ):
        hanging.all().delete()
    if hasattr(post, "poll"):
        post.poll.delete()
    post.source = post.html = post.text = post.hidden_reason = ""
    post.visibility, post.hidden_by, post.removed_at, post.edited_at = Visibility.ERASED, actor, timezone.now(), None
    post.edit_count += 1  # a form opened before, and an undo in the log, come too late
    post.save()


def _empty_thread(post: Post) -> None:
    """Earlier titles go with the first post, the title with the last text; an outcome with its question or answer."""
    thread = post.thread
    if thread.summary_post_id == post.pk:
        thread.summary_post, thread.summary_until = None, None
        thread.save(update_fields=["summary_post", "summary_until"])
    if post.number == 1 or thread.accepted_post_id == post.pk:
        ThreadOutcome.objects.filter(thread=thread.pk).delete()
    if post.number == 1:
        thread.revisions.all().delete()
    if not thread.posts.exclude(visibility=Visibility.ERASED).exists():
        thread.title = _("Erased thread")[:TITLE_LENGTH]
        thread.lock_reason = ""
        thread.revisions.all().delete()
        thread.save(update_fields=["title", "lock_reason"])


def erase_quotes_of(post_id: int) -> int:
    """Puts a remark in place of what others quoted from an erased post; returns how many texts changed.

    In posts, their versions, and drafts, each in a transaction of its own. Not an edit of their authors: no version
    and no »edited«, but a form opened before comes too late. For a job; may run twice.
    """
    if not Post.objects.filter(pk=post_id, visibility=Visibility.ERASED).exists():
        return 0
    changed = 0
    for pk in _quoting(Post.objects.all(), "source", post_id):
        changed += _erase_quote_in_post(pk, post_id)
    for revision in PostRevision.objects.filter(pk__in=_quoting(PostRevision.objects.all(), "source", post_id)):
        source = without_quotes_of(revision.source, {post_id})
        kept = PostRevision.objects.filter(pk=revision.pk, source=revision.source)
        changed += kept.update(source=source, text=richtext.to_text(source))
    for draft in Draft.objects.filter(pk__in=_quoting(Draft.objects.all(), "body", post_id)):
        kept_draft = Draft.objects.filter(pk=draft.pk, revision=draft.revision)
        changed += kept_draft.update(body=without_quotes_of(draft.body, {post_id}), revision=F("revision") + 1)
    return changed


def _quoting(rows: QuerySet[Any], field: str, post_id: int) -> list[int]:
    found = rows.filter(**{f"{field}__contains": f'data-quote="{post_id}"'})
    return list(found.order_by("pk").values_list("pk", flat=True))


def _erase_quote_in_post(pk: int, quoted: int) -> bool:
    with transaction.atomic():
        post = lock_post(pk)
        source = without_quotes_of(post.source, {quoted})
        if source == post.source:
            return False
        post.source, post.html, post.text = source, render_body(source), richtext.to_text(source)
        post.edit_count += 1
        post.save(update_fields=["source", "html", "text", "edit_count"])
        Thread.objects.filter(pk=post.thread_id).update(version=F("version") + 1)
        post.thread.version += 1
        ring_thread(post.thread)
        say_post_changed(post.pk, is_narrowing=True)
    return True
