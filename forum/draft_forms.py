"""From a form to its draft and back: what is kept of a request, and what a form starts with."""

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from kit import richtext

from .actions.drafts import DraftRef, DraftText
from .enums import ThreadKind
from .models import Draft
from .models.draft import DRAFT_KEY

MOST_FILES = 50
MOST_FIELDS, MOST_CHARACTERS = 80, 4_000  # of the further fields: questions of the area, the poll
KNOWN = {"body", "title", "tags", "kind", "reason", "area", "reply_to", "edit_count"}
# What belongs to the sending, not to the text.
NOT_KEPT = {
    *("csrfmiddlewaretoken", "idempotency_key", "draft", "draft_revision", "auto", "asked"),
    *("files", "files_shown", "upload", "umfrage", "questions_of"),
}


class ScheduleForm(forms.Form):
    """When a draft becomes a post. ``revision``: the text that was looked at."""

    publish_at = forms.DateTimeField(
        label=_("Publish on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


_key = re.compile(DRAFT_KEY)


def is_draft_key(key: str) -> bool:
    return bool(_key.fullmatch(key))


def draft_text(data: QueryDict) -> DraftText:
    """What the form holds, cut to what the columns take; it need not be fit to be published."""
    further = [
        [_line(name, 60), _text(value)[:MOST_CHARACTERS]]
        for name in data
        if name not in KNOWN | NOT_KEPT
        for value in data.getlist(name)
    ][:MOST_FIELDS]
    kind = data.get("kind", "")
    return DraftText(
        body=_body(data.get("body", "")),
        title=_line(data.get("title", ""), 200),
        tags=_line(data.get("tags", ""), 500),
        kind=kind if kind in ThreadKind.values else "",
        reason=_line(data.get("reason", ""), 500),
        area_id=_number(data.get("area", "")),
        reply_to_id=_number(data.get("reply_to", "")),
        edit_count=_number(data.get("edit_count", ""), highest=2_000_000_000),
        answers=[each for each in further if not each[0].startswith("poll")],
        poll=[each for each in further if each[0].startswith("poll")] or None,
        files=tuple(dict.fromkeys(filter(None, map(_number, data.getlist("files")[:MOST_FILES])))),
    )


def published_draft(request: HttpRequest, key: str = "") -> DraftRef | None:
    """The draft whose text this request publishes, or None where the form knows of none."""
    revision = revision_of(request.POST)
    key = key or request.POST.get("draft", "")
    return DraftRef(key, revision) if revision and is_draft_key(key) else None


def revision_of(data: QueryDict) -> int:
    return _number(data.get("draft_revision", ""), highest=2_000_000_000) or 0


def sent_key(data: QueryDict) -> UUID | None:
    """The key with which the form would be published."""
    try:
        return UUID(data.get("idempotency_key", ""))
    except ValueError:
        return None


def held_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Everything typed, to be sent once more: all fields but the token and what the form knew of its draft."""
    names = [name for name in data if name not in ("csrfmiddlewaretoken", "draft_revision", "auto")]
    return [(name, value) for name in names for value in data.getlist(name)]


def draft_initial(request: HttpRequest, key: str = "") -> dict[str, Any]:
    """What a form starts with where the address asks for a draft (``?entwurf=``). At most two statements."""
    asked = request.GET.get("entwurf", "")
    key = key or asked
    if not asked or not is_draft_key(key):
        return {}
    draft = Draft.objects.filter(user=request.user.pk, key=key).first()
    return fields_of(draft) | {"draft": draft.key, "draft_revision": draft.revision} if draft else {}


def fields_of(draft: Draft) -> dict[str, Any]:
    """The names of the form's fields with what was kept for them; of a repeated name, all values."""
    fields: dict[str, Any] = {
        "body": draft.body,
        "title": draft.title,
        "tags": draft.tags,
        "kind": draft.kind,
        "reason": draft.reason,
        "area": draft.area_id,
        "reply_to": draft.reply_to_id,
        "edit_count": draft.edit_count,
        "files": list(draft.files.filter(is_inline=False).order_by("position").values_list("attachment", flat=True)),
    }
    further: dict[str, Any] = {}
    for name, value in [*draft.answers, *(draft.poll or [])]:
        further[name] = [*further[name], value] if name in further else [value]
    return fields | {name: values if len(values) > 1 else values[0] for name, values in further.items()}


def _body(typed: str) -> str:
    """Sanitised like a post; plain text stays plain, as it was typed."""
    return richtext.clean(typed) if richtext.is_html(typed) else _text(typed)


def _text(typed: str) -> str:
    return richtext.normalise(typed)


def _line(typed: str, length: int) -> str:
    return " ".join(_text(typed).split())[:length]


def _number(typed: str, highest: int = 2**63 - 1) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 20 and int(typed) <= highest else None


def draft_key_of(form: Any) -> str:
    """The draft of a form for a new thread: the one it names already, else a new one."""
    named = form.data.get("draft", "") or form.initial.get("draft", "")
    return named if is_draft_key(named) else f"new-{uuid4().hex}"


def draft_revision_of(form: Any) -> int:
    """The revision the form knows; 0 where it knows of no draft."""
    return revision_of(form.data) if form.is_bound else form.initial.get("draft_revision", 0)
