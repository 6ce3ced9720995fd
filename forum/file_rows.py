"""Files as people see them: below a post, in a form, in an answer to a script."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.addresses import addresses
from kit.components import icon

from .enums import FileKind, FileState
from .models import Attachment

ICONS = {FileKind.PICTURE: "image"}


def file_facts(file: Attachment) -> dict[str, Any]:
    """What a script learns of a file it has sent."""
    return {
        "id": file.pk,
        "name": file.name,
        "size": filesizeformat(file.size),
        "kind": file.kind,
        "state": file.state,
        "state_words": state_words(file.state, file.scanned_at),
        "url": reverse("forum:file", args=[file.pk]),
        "picture": reverse("forum:file-small", args=[file.pk]) if file.is_picture else "",
        "width": file.width,
        "height": file.height,
    }


def state_words(state: str, scanned_at: Any) -> str:
    """What is known of a file's safety; nothing where nobody looked."""
    if state == FileState.WAITING:
        return _("The file is still being checked.")
    if state == FileState.REFUSED:
        return _("contains malware, was deleted")
    return _("checked") if scanned_at else ""


def rows_of_post(files: Sequence[Mapping[str, Any]]) -> SafeString:
    """Below a post: one link for each file, with ending, size and what is known of it."""
    address = addresses("forum:file", int)
    rows = []
    for file in files:
        name = escape(file["name"])
        ending = name.rpartition(".")[2].upper()
        facts = [ending, escape(filesizeformat(file["size"])), escape(state_words(file["state"], file["scanned_at"]))]
        small = f"<small>{' · '.join(filter(None, facts))}</small>"
        sign = icon(ICONS.get(FileKind(file["kind"]), "file"))
        if file["state"] == FileState.REFUSED:
            rows.append(f'<li class="kn-file">{sign}<span>{name}{small}</span></li>')
        else:
            words = f"{sign}<span>{name}{small}</span>"
            rows.append(f'<li><a class="kn-file kn-plain" href="{address(file["id"])}" download>{words}</a></li>')
    label = escape(_("Files of this post"))
    return mark_safe(f'<ul class="kn-files kn-plainlist" aria-label="{label}">{"".join(rows)}</ul>')
