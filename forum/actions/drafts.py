"""Texts before they are published: kept, overwritten only knowingly, thrown away. They are their author's alone."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from forum import policy
from forum.errors import DraftConflict, DraftGone, DraftTooLarge
from forum.models import Area, Draft, Post, Thread
from forum.models.draft import DRAFT_BYTES
from kit import richtext
from kit.access import user_key
from notifications.actions import record_events

NOT_PUBLISHED = "forum.not_published"
MOST_DRAFTS = 50
LONGEST_AHEAD = timedelta(days=365)
KEPT_FOR = timedelta(days=180)
TYPED_OF_POLL = ("poll-question", "poll-options")


@dataclass(frozen=True)
class DraftText:
    """What a form holds. ``answers`` and ``poll``: names and values of the form's further fields, as they were sent."""

    body: str = ""
    title: str = ""
    tags: str = ""
    kind: str = ""
    reason: str = ""
    area_id: int | None = None
    reply_to_id: int | None = None
    edit_count: int | None = None
    answers: list[list[str]] = field(default_factory=list)
    poll: list[list[str]] | None = None
    files: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: what is chosen from a list is no text."""
        poll = [value for name, value in self.poll or [] if name in TYPED_OF_POLL]
        answers = [value for name, value in self.answers if name != "quoted"]  # the post a plain text quotes
        typed = [self.title, self.tags, self.reason, *answers, *poll]
        has_body = richtext.has_visible_text(richtext.to_text(richtext.clean(self.body))) or bool(self.pictures)
        return not has_body and not self.files and not any(text.strip() for text in typed)

    @property
    def pictures(self) -> list[int]:
        return richtext.picture_ids(self.body) if "<img" in self.body else []

    @property
    def size(self) -> int:
        further = json.dumps([self.answers, self.poll], ensure_ascii=False)
        return len(self.body.encode()) + len(further.encode())


@dataclass(frozen=True)
class DraftRef:
    """The draft a form was filled from or has kept, in the revision it knows."""

    key: str
    revision: int
    is_scheduled: bool = False  # it is its time, and only now


def save_draft(
    *, actor: Any, key: str, revision: int, text: DraftText, idempotency_key: UUID | None = None
) -> Draft | None:
    """Keeps a text; an empty one deletes its draft (None).

    ``revision``: the one the window began with, 0 where it knows of none; another one raises DraftConflict, none any
    more DraftGone. ``idempotency_key``: that of the form; what it has published already is no draft (DraftGone). Locks
    the draft, or the person where a new one is counted. Raises DraftTooLarge, ValidationError (too many), Http404 and
    what policy denies for something the person cannot write about.
    """
    if text.size > DRAFT_BYTES:
        raise DraftTooLarge(
            _("This text is too large for a draft (at most %(limit)s bytes). Please shorten it or copy it elsewhere.")
            % {"limit": number_format(DRAFT_BYTES, force_grouping=True)}
        )
    text = _within_reach(actor, text)
    with transaction.atomic():
        draft = _locked(actor, key)
        if draft is None and revision:
            raise DraftGone
        if draft is None:
            return None if text.is_empty else _create(actor, key, text, idempotency_key)
        if _holds(draft, text):
            return draft
        if draft.revision != revision:
            raise DraftConflict(draft)
        if text.is_empty:
            draft.delete()
            return None
        _fill(draft, text, timezone.now())
        draft.revision += 1
        draft.failed_reason = ""
        draft.save()
        _use_files(draft, text)
    return draft


def delete_draft(*, actor: Any, key: str) -> bool:
    """Throws a draft away, with its files' uses; False where there was none."""
    return bool(Draft.objects.filter(user=actor, key=key).delete()[0])


def forget_old() -> int:
    """Deletes drafts nobody has touched for half a year, and are not scheduled."""
    return Draft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR, publish_at=None).delete()[0]


def forget_published(actor: Any, published: DraftRef) -> None:
    """Deletes the draft that becomes a post, in the post's transaction; what another window kept later stays.

    Called before the post's files are locked: a save locks the draft, then its files, too.
    Raises DraftGone for a scheduled one that is no longer so, or has another text now: then there must be no post.
    """
    drafts = Draft.objects.filter(user=actor, key=published.key, revision__lte=published.revision)
    if published.is_scheduled:
        drafts = drafts.filter(revision=published.revision, publish_at__lte=timezone.now())
    if draft := drafts.select_for_update().first():
        draft.delete()
    elif published.is_scheduled:
        raise DraftGone


def schedule_draft(*, actor: Any, key: str, revision: int, publish_at: datetime | None) -> Draft:
    """Sets when the draft becomes a post; None takes that back. It can be written on until then.

    Locks the draft. Raises Http404, what policy denies, DraftConflict where it has another revision, ValidationError.
    """
    now = timezone.now()
    with transaction.atomic():
        draft = _locked(actor, key)
        if draft is None or not key.startswith(("new-", "reply-")):
            raise Http404
        if publish_at is not None:
            policy.can_schedule(actor).require()
            if not now < publish_at <= now + LONGEST_AHEAD:
                raise ValidationError(_("Please choose a moment from now on, within one year."))
        if draft.revision != revision:
            raise DraftConflict(draft)
        draft.publish_at, draft.failed_reason, draft.idempotency_key = publish_at, "", uuid4()
        draft.save(update_fields=["publish_at", "failed_reason", "idempotency_key"])
    return draft


def note_failure(draft: Draft, reason: str) -> None:
    """A scheduled draft that could not be published: it stays, with the reason, and is not tried again. Its author is
    told."""
    with transaction.atomic():
        due = Draft.objects.filter(pk=draft.pk, revision=draft.revision, publish_at__isnull=False)
        if not due.update(publish_at=None, failed_reason=reason[:500]):
            return
        record_events(
            kind=NOT_PUBLISHED,
            event_id=f"draft:{draft.idempotency_key}",
            group_key=f"draft:{draft.pk}",
            room=user_key(draft.user_id),
            object_id=draft.pk,
            reference_id=draft.pk,
            actor_id=None,
            recipient_ids=[draft.user_id],
        )


def _locked(actor: Any, key: str) -> Draft | None:
    return Draft.objects.select_for_update(no_key=True).filter(user=actor, key=key).first()


def _create(actor: Any, key: str, text: DraftText, idempotency_key: UUID | None) -> Draft:
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=actor.pk)  # counts its drafts alone
    if (meanwhile := _locked(actor, key)) is not None:
        if _holds(meanwhile, text):
            return meanwhile
        raise DraftConflict(meanwhile)
    if idempotency_key and Post.objects.filter(author=actor, idempotency_key=idempotency_key).exists():
        raise DraftGone
    if Draft.objects.filter(user=actor).count() >= MOST_DRAFTS:
        raise ValidationError(
            _("You have %(count)s drafts, more are not possible. Please delete an old one.") % {"count": MOST_DRAFTS}
        )
    now = timezone.now()
    draft = Draft(user=actor, key=key, created_at=now, **_target(actor, key, text))
    _fill(draft, text, now)
    draft.save(force_insert=True)
    if text.files or text.pictures:
        _use_files(draft, text)
    return draft


def _use_files(draft: Draft, text: DraftText) -> None:
    from .files import use_files_of_draft

    if text.files or text.pictures or draft.files.exists():
        use_files_of_draft(draft, text.files, text.pictures)


def _target(actor: Any, key: str, text: DraftText) -> dict[str, Any]:
    """What the draft is about. Raises Http404 and what policy denies."""
    kind, _dash, number = key.partition("-")
    if kind == "new":
        return {}
    if kind == "edit":
        post = Post.objects.visible_to(actor).select_related("thread__area").filter(pk=int(number)).first()
        if post is None:
            raise Http404
        policy.can_edit_post(actor, post).require()
        return {"post": post}
    thread = Thread.objects.visible_to(actor).filter(pk=int(number)).first()
    if thread is None:
        raise Http404
    return {"thread": thread}


def _within_reach(actor: Any, text: DraftText) -> DraftText:
    """Without an area or a post the person cannot see, or that does not exist."""
    values = asdict(text)
    if text.area_id and not Area.objects.visible_to(actor).filter(pk=text.area_id).exists():
        values["area_id"] = None
    if text.reply_to_id and not Post.objects.visible_to(actor).filter(pk=text.reply_to_id).exists():
        values["reply_to_id"] = None
    return DraftText(**values)


def _values(text: DraftText, draft: Draft) -> dict[str, Any]:
    """The draft's columns; its files are rows of their own."""
    values = asdict(text)
    del values["files"]
    if draft.key.startswith("edit-"):
        values["edit_count"] = text.edit_count or 0
    return values


def _holds(draft: Draft, text: DraftText) -> bool:
    if any(getattr(draft, name) != value for name, value in _values(text, draft).items()):
        return False
    return set(draft.files.values_list("attachment", flat=True)) == {*text.files, *text.pictures}


def _fill(draft: Draft, text: DraftText, now: datetime) -> None:
    for name, value in _values(text, draft).items():
        setattr(draft, name, value)
    draft.updated_at = now
