"""Asking every address, in every way a browser or a script would, and making two answers comparable."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, quote_plus

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from forum.models import Draft, Poll
from kit.models import TagGroup
from notifications.models import Notification

from .inventory import url_patterns

NO_ID = 999_999_999
NO_SLUG = "gibt-es-nicht"
WAYS: list[tuple[str, Mapping[str, str]]] = [
    ("get", {}),
    ("get", {"Accept": "application/json"}),
    ("get", {"X-Requested-With": "fetch"}),
    ("get", {"HX-Request": "true"}),
    ("head", {}),
    ("options", {}),
    ("post", {}),
    ("post", {"X-Requested-With": "fetch"}),
]


def addresses(found: SimpleNamespace) -> Iterator[tuple[str, str]]:
    """Name and path of every address there is, with the ids of what is confidential."""
    for name, pattern in url_patterns():
        if ":" in name or "/" not in name:
            for arguments in _arguments(name, pattern, found):
                yield name, _reverse(name, pattern, arguments)


def _reverse(name: str, pattern: URLPattern, arguments: dict[str, Any]) -> str:
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return reverse(name, args=list(arguments.values()))


def _arguments(name: str, pattern: URLPattern, found: SimpleNamespace) -> list[dict[str, Any]]:
    names = tuple(pattern.pattern.regex.groupindex)
    match name.partition(":")[0], names:
        case _, ():
            positional = {0: {}, 1: {"path": "amselentwurf/"}, 2: {"pk": found.document.pk, "name": "kolibridatei.txt"}}
            return [positional[pattern.pattern.regex.groups]]
        case "forum", ("key",):
            return [{"key": draft.key} for draft in Draft.objects.all()]
        case "forum", ("pk",) if name.startswith("forum:file"):
            return [{"pk": file.pk} for file in found.files]
        case "forum", ("pk",) if "poll" in name:
            return [{"pk": poll.pk} for poll in Poll.objects.all()]
        case "moderation", ("pk",) if "tag-group" in name:
            return [{"pk": group.pk} for group in TagGroup.objects.all()]
        case "forum", ("pk",):
            return [{"pk": post.pk} for post in [*found.secret_posts, *found.removed_posts]]
        case "forum", ("area", "slug", "pk"):
            known = [{"area": each.area.slug, "slug": each.slug, "pk": each.pk} for each in found.secret_threads]
            return known + [{"area": "bereich", "slug": "thema", "pk": each.pk} for each in found.secret_threads]
        case _, ("instance_pk",):
            return [{"instance_pk": str(each.pk)} for each in found.secret_threads]
        case namespace, ("pk",) if namespace.startswith(("netzwerk_themen", "thread_chooser")):
            return [{"pk": str(each.pk)} for each in found.secret_threads]
        case _, ("area",):
            return [{"area": found.closed.slug}]
        case "directory", ("slug",):
            return [{"slug": found.town.slug if "municipality" in name else found.people.author.profile.slug}]
        case "notifications", ("pk",):
            return [{"pk": row.pk} for row in Notification.objects.all()]
        case "accounts", ("pk",):
            return [{"pk": each.pk} for each in (found.invitation, found.people.author, found.mandate)]
    return [{key: _guess(key, pattern, found) for key in names}]


def _guess(key: str, pattern: URLPattern, found: SimpleNamespace) -> Any:
    """Something real for an address of Wagtail: the draft page, the private document."""
    words = {
        "document_id": found.document.pk,
        "document_filename": found.document.filename,
        "content_type_app_name": "home",
        "content_type_model_name": "contentpage",
        "app_label": "home",
        "app_name": "home",
        "model_name": "contentpage",
        "action_name": "unpublish",
        "action": "delete",
        "path": found.document.file.name,
        "filter_spec": "width-100",
        "uidb36": "1",
        "uidb64": "MQ",
        "mode": "preview",
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "tag_model_name": "tag",
        "block_id": "text",
    }
    if key in words:
        return words[key]
    converter = pattern.pattern.converters.get(key)
    is_word = converter is not None and type(converter).__name__ in ("StringConverter", "SlugConverter")
    return "amselentwurf" if is_word else found.draft.pk


def ask(client: Client, path: str, way: tuple[str, Mapping[str, str]]) -> Any:
    """Nothing an earlier answer said stands in this one."""
    method, headers = way
    client.cookies.pop("messages", None)
    return getattr(client, method)(path, headers=headers)


def text_of(response: Any) -> str:
    """Status line aside, everything a browser gets: headers and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = "\n".join(cookie.OutputString() for cookie in response.cookies.values())
    return f"{headers}\n{cookies}\n{body.decode(errors='replace')}"


def without_echo(text: str, path: str) -> str:
    """The answer without what the question itself said."""
    for echo in {path, quote(path), quote(path, safe=""), quote_plus(path), escape(path), escape(quote(path))}:
        text = text.replace(echo, "")
    return text


CHANGING = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1…"),
    (re.compile(r"(csrftoken=)\w+"), r"\1…"),
    (re.compile(r'("token": ")\w+'), r"\1…"),
    (re.compile(r"(nonce[-=]\"?)[\w+/=-]+"), r"\1…"),
    (re.compile(r"\bnew-[0-9a-f]{8,32}\b"), "…"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "…"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-][\d:]+|Z)?"), "…"),
    (re.compile(r"expires=[^;]+"), "…"),
    (re.compile(r"gerade eben|vor \d+ Minuten?"), "…"),
]


def comparable(response: Any, path: str) -> tuple[int, str]:
    """Status, headers and body without tokens, moments, and the address that was asked."""
    text = without_echo(text_of(response), path)
    for pattern, stand_in in CHANGING:
        text = pattern.sub(stand_in, text)
    return response.status_code, re.sub(r"Content-Length: \d+", "", text)
