"""The list of a person's drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit import richtext
from kit.access import Anybody, values_of
from kit.prepared import Prepared

from . import policy
from .actions.drafts import MOST_DRAFTS
from .models import Draft

SHOWN_CHARACTERS = 160


@dataclass(frozen=True)
class DraftRow:
    """``url``: the form it is written on in; empty where that is no longer there for the person, who can copy it."""

    draft: Draft
    title: str
    place: str
    excerpt: str
    url: str

    @property
    def can_be_scheduled(self) -> bool:
        return bool(self.url) and self.draft.key.startswith(("new-", "reply-"))

    @property
    def address(self) -> str:
        """Where the draft itself stands."""
        return reverse("forum:draft", args=[self.draft.key])


def draft_rows(user: Any) -> list[DraftRow]:
    """All drafts of the person, scheduled ones too, the latest first. One statement."""
    return [row_of(user, draft) for draft in _drafts.rows(**values_of(user))]


def latest_drafts(user: Any) -> Sequence[DraftRow]:
    """The three latest, for an overview. One statement."""
    return [row_of(user, draft) for draft in _latest.rows(**values_of(user))]


def row_of(user: Any, draft: Draft) -> DraftRow:
    """No statement for drafts of the lists, which come with what they are about."""
    start = getattr(draft, "start", None)
    text = richtext.to_text(richtext.clean(draft.body if start is None else start))
    excerpt = shorten(text, SHOWN_CHARACTERS, placeholder=" …")
    title, place, url = _about(user, draft)
    title = title or draft.title or shorten(excerpt, 80, placeholder=" …") or _("Without a title")
    return DraftRow(draft, title, place, excerpt, url)


def _about(user: Any, draft: Draft) -> tuple[str, str, str]:
    """Title, kind of text and form; nothing of what the person cannot see any more."""
    match draft.key.partition("-")[0]:
        case "new":
            return draft.title, _("Thread"), f"{reverse('forum:thread-create')}?entwurf={draft.key}"
        case "edit":
            post = draft.post
            if post is None or not policy.can_edit_post(user, post):
                return "", _("Change of a post"), ""
            place = _("Change of post %(number)s") % {"number": post.number}
            return post.thread.title, place, f"{reverse('forum:post-edit', args=[post.pk])}?entwurf=1"
    thread = draft.thread
    is_summary = draft.key.startswith("summary-")
    place = _("Summary") if is_summary else pgettext("noun", "Reply")
    if thread is None or not policy.can_see_thread(user, thread):
        return "", place, ""
    if is_summary:
        return thread.title, place, f"{thread.get_absolute_url()}zusammenfassung/?entwurf=1"
    return thread.title, place, f"{thread.get_absolute_url()}?entwurf=1#antwort"


def _own() -> Any:
    drafts = Draft.objects.filter(user=Anybody().pk)
    drafts = drafts.select_related("area", "thread__area", "post__thread__area").defer("body", "answers", "poll")
    return drafts.annotate(start=Left("body", 8 * SHOWN_CHARACTERS)).order_by("-updated_at", "-pk")


_drafts: Prepared[Draft] = Prepared(lambda: _own()[:MOST_DRAFTS])
_latest: Prepared[Draft] = Prepared(lambda: _own().filter(publish_at=None)[:3])
