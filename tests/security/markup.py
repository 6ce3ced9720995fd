"""Hostile markup in every text of the database, as if all forms had let it through."""

from collections.abc import Callable
from itertools import cycle
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.html import escape

from forum.actions.moderation_log import changing_the_log
from forum.bodies import render_body
from forum.models import Attachment, Post, PostRevision
from forum.template_answers import Answer, with_answers
from kit import richtext

APPS = (
    "accounts",
    "home",
    "media",
    "ratschlag_forum",
    "ratschlag_directory",
    "ratschlag_notifications",
    "ratschlag_kit",
)
# What programs write and read, checked on its way in: names in addresses, keys, hashes, addresses, kinds.
STRUCTURE = {
    "affiliation_band", "affiliation_kind", "ars", "audience", "band", "bounced_address", "browser", "contact_email",
    "digest", "email", "event_id", "facts", "file_hash", "filter_spec", "focal_point_key", "group_key", "key", "kind",
    "message_id", "mime", "new_address", "nonce", "old_address", "page_url", "password", "region", "room", "sha256",
    "size_class", "slug", "stored_name", "system", "token_hash", "url", "verb", "website",
}  # fmt: skip
EDITORS = {"homepage", "contentpage", "eventpage", "eventindexpage", "newspage", "newsindexpage", "memberspage"}
EDITORS |= {
    "faqentry",
    "networkdocument",
    "networkimage",
    "sitesettings",
}  # of the office, cleaned and shown by Wagtail
# Empty where there is nothing to tell: conditions of the database, or a page that shows something else then.
ONLY_WHERE_SET = {
    "Attachment.text", "Draft.failed_reason", "Mandate.function", "Message.subject", "Message.text",
    "Post.hidden_reason", "Signing.organisation", "Thread.lock_reason",
}  # fmt: skip
Choose = Callable[[str, int], str]  # the name of a text and how long it may be: what is written there


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Fields in which words of people stand."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices and field.name not in STRUCTURE
    ]


def hostile(vectors: list[str]) -> Choose:
    """The next vector that fits, whatever the text."""
    supply = cycle(vectors)
    return lambda name, room: next(vector for vector in supply if len(vector) <= room)


def fill(choose: Choose) -> dict[str, int]:
    """Writes what ``choose`` says into every text of every row; gives how many there were of each.

    Bodies go the way all bodies go: cleaned, rendered. Conditions of the database hold.
    """
    counts: dict[str, int] = {}
    with transaction.atomic(), changing_the_log():
        for model in apps.get_models():
            fields = text_fields(model)
            if model._meta.app_label not in APPS or model._meta.model_name in EDITORS or not fields:
                continue
            names = [field.name for field in fields]
            if model in (Post, PostRevision):
                fields = [field for field in fields if field.name in ("reason", "hidden_reason")]
            rows = list(model._default_manager.order_by("pk"))  # type: ignore[attr-defined]
            for field in fields:
                name = f"{model.__name__}.{field.name}"
                filled = [row for row in rows if getattr(row, field.name) or name not in ONLY_WHERE_SET]
                counts[name] = len(filled)
                for row in filled:
                    apart = str(row.pk) if field.unique or name == "Signing.organisation" else ""
                    room = (field.max_length or 10_000) - len(apart)
                    setattr(row, field.name, apart + choose(name, room))
            if model in (Post, PostRevision):
                _fill_bodies(rows, choose)
                counts[f"{model.__name__}.source"] = len(rows)
            if rows:
                model._default_manager.bulk_update(rows, names, batch_size=200)  # type: ignore[attr-defined]
    return counts


def _fill_bodies(rows: list[Any], choose: Choose) -> None:
    """Words, a picture with its description, answers to the area's questions."""
    picture = Attachment.objects.exclude(width=None).values_list("pk", flat=True).first()
    for row in rows:
        name = type(row).__name__
        words, description = choose(f"{name}.source", 1000), escape(choose(f"{name} picture", 100))
        typed = f'<p>Vorher {words} nachher</p><p><img data-file="{picture}" alt="{description}"></p>'
        row.source = richtext.clean(typed)
        row.text = choose(f"{name}.text", 1000)
        if isinstance(row, Post):
            labels = row.template_answers.values_list("label", flat=True)
            answers = [Answer(label, choose("answer in a post", 1000)) for label in labels]
            row.source = with_answers(answers, row.source)
            row.html = render_body(row.source)
