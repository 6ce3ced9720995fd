"""Hostile markup in every text of the database, as if all forms had let it through."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.apps import apps
from django.db import models, transaction

from forum.actions.moderation_log import changing_the_log
from forum.bodies import render_body
from forum.models import Post, PostRevision
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
    "affiliation_band", "affiliation_kind", "ars", "audience", "band", "bounced_address", "contact_email", "digest",
    "email", "event_id", "file_hash", "filter_spec", "focal_point_key", "group_key", "key", "kind", "message_id",
    "mime", "new_address", "nonce", "old_address", "page_url", "password", "region", "room", "sha256", "size_class",
    "slug", "stored_name", "token_hash", "url", "verb", "website",
}  # fmt: skip
EDITORS = {"homepage", "contentpage", "eventpage", "eventindexpage", "newspage", "newsindexpage", "memberspage"}
EDITORS |= {"faqentry", "sitesettings"}  # rich text of the office, cleaned by Wagtail


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Fields in which words of people stand."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices and field.name not in STRUCTURE
    ]


def fill(vectors: list[str]) -> int:
    """Writes the next vector that fits into every text of every row; gives how many texts there were.

    Bodies go the way all bodies go: cleaned, rendered. Conditions of the database hold.
    """
    supply, count = cycle(vectors), 0
    with transaction.atomic(), changing_the_log():
        for model in apps.get_models():
            fields = text_fields(model)
            if model._meta.app_label not in APPS or model._meta.model_name in EDITORS or not fields:
                continue
            if model in (Post, PostRevision):
                fields = [field for field in fields if field.name in ("reason", "hidden_reason")]
            names = [field.name for field in fields]
            rows = list(model._default_manager.order_by("pk"))  # type: ignore[attr-defined]
            for row in rows:
                for field in fields:
                    if getattr(row, field.name) or not field.blank:
                        apart = str(row.pk) if field.unique else ""
                        setattr(row, field.name, _fitting(supply, field.max_length, apart))
                        count += 1
            if model in (Post, PostRevision):
                names += _fill_bodies(rows, supply)
                count += len(rows)
            if rows:
                model._default_manager.bulk_update(rows, names, batch_size=200)  # type: ignore[attr-defined]
    return count


def _fitting(supply: Iterator[str], length: int | None, apart: str) -> str:
    """``apart`` goes before what has to be unique."""
    return next(apart + vector for vector in supply if not length or len(apart + vector) <= length)


def _fill_bodies(rows: list[Any], supply: Iterator[str]) -> list[str]:
    for row in rows:
        vector = next(supply)
        row.source = richtext.clean(f"<p>Vorher {vector} nachher</p>") or "<p>leer</p>"
        row.text = vector
        if isinstance(row, Post):
            row.html = render_body(row.source)
    return ["source", "text", "html"] if rows and isinstance(rows[0], Post) else ["source", "text"]
