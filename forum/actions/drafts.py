"""Texts before they are published: kept, overwritten only knowingly, thrown away. They are their author's alone."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

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

MOST_DRAFTS = 50


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

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: what is chosen from a list is no text."""
        typed = [self.title, self.tags, self.reason, *(value for _name, value in [*self.answers, *(self.poll or [])])]
        has_body = richtext.has_visible_text(richtext.to_text(richtext.clean(self.body))) or "<img" in self.body
        return not has_body and not any(text.strip() for text in typed)

    @property
    def size(self) -> int:
        further = json.dumps([self.answers, self.poll], ensure_ascii=False)
        return len(self.body.encode()) + len(further.encode())


@dataclass(frozen=True)
class DraftRef:
    """The draft a form was filled from or has kept, in the revision it knows."""

    key: str
    revision: int


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
    return draft


def delete_draft(*, actor: Any, key: str) -> bool:
    """Throws a draft away, with its files' uses; False where there was none."""
    return bool(Draft.objects.filter(user=actor, key=key).delete()[0])


def forget_published(actor: Any, published: DraftRef) -> None:
    """Deletes the draft that has become a post, in the post's transaction; what another window kept later stays."""
    Draft.objects.filter(user=actor, key=published.key, revision__lte=published.revision).delete()


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
    return draft


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
    values = asdict(text)
    if draft.key.startswith("edit-"):
        values["edit_count"] = text.edit_count or 0
    return values


def _holds(draft: Draft, text: DraftText) -> bool:
    return all(getattr(draft, name) == value for name, value in _values(text, draft).items())


def _fill(draft: Draft, text: DraftText, now: datetime) -> None:
    for name, value in _values(text, draft).items():
        setattr(draft, name, value)
    draft.updated_at = now
