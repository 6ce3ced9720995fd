"""Earlier versions of a post: when one is kept, and how one comes back."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.models import ModerationCase, Post, PostRevision

from .locks import lock_post


def is_in_grace(actor: Any, post: Post) -> bool:
    """Whether the author of a locked post still mends what nobody has built on: no version is kept then.

    Not once somebody answered or quoted it, a case about it is open, an answer was accepted or a version exists, and
    not in a summary. At most two statements, none after GRACE_MINUTES.
    """
    if post.author_id != actor.pk or not post.is_public or post.edited_at or post.thread.accepted_post_id:
        return False
    if post.thread.summary_post_id == post.pk:
        return False
    if post.created_at <= timezone.now() - timedelta(minutes=conf.value("GRACE_MINUTES")):
        return False
    if ModerationCase.objects.open().filter(post=post.pk).exists():
        return False
    built_on = Q(reply_to=post.pk) | Q(source__contains=f'data-quote="{post.pk}"')
    if post.number == 1:
        built_on |= Q(thread=post.thread_id)
    return not Post.objects.filter(built_on, pk__gt=post.pk).exclude(author=actor.pk).exists()


def keep_revision(actor: Any, post: Post, reason: str) -> PostRevision:
    """Keeps what a locked post says now as its next earlier version."""
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


def restore_version(*, actor: Any, post: Post, number: int, edit_count: int, reason: str = "") -> Post:
    """Makes an earlier version of a post its text again, as an edit: the present text becomes a version.

    Locks thread and post; what it does in a foreign post is logged as an edit and can be undone like one. Raises what
    policy denies, EditConflict, and ValidationError for a missing reason or a version that is gone or the same.
    """
    from forum.bodies import prepare_body

    from .case_events import touch_case
    from .editing import change_text
    from .files import files_of

    with transaction.atomic():
        post = lock_post(post.pk)
        policy.can_restore_version(actor, post).require()
        if policy.needs_edit_reason(actor, post) and not reason.strip():
            raise ValidationError({"reason": _("Please say why you change this post.")})
        revision = post.revisions.filter(number=number).first()
        if revision is None:
            raise ValidationError(_("This version no longer exists."), "gone")
        body = prepare_body(revision.source, author=post.author, area=post.thread.area)
        if not change_text(actor, post, body, edit_count, reason, files=files_of(revision).listed):
            raise ValidationError(_("The text is the same as before."), "unchanged")
        touch_case(actor, post)
    return post
