"""The mails the demo has sent, read from the folder of its mail server."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.utils import timezone

from cms import services
from kit import richtext

NAME = re.compile(r"[0-9-]{10,40}")
MOST = 100


@dataclass(frozen=True)
class Mail:
    """One mail. ``text`` is its plain part, or the words of its HTML part; markup is never passed on."""

    name: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None
    text: str


def folder() -> Path:
    return services.var_dir() / "mail"


def latest_mails() -> list[Mail]:
    """The newest mails first, at most MOST."""
    paths = sorted(folder().glob("*.eml"), reverse=True)[:MOST]
    return [_read(path) for path in paths]


def find_mail(name: str) -> Mail | None:
    """One mail by the name of its file, or None."""
    path = folder() / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    date = message["date"].datetime if message["date"] else None
    return Mail(
        name=path.stem,
        sender=str(message["from"] or ""),
        recipient=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        sent_at=timezone.localtime(date) if date and date.tzinfo else None,
        text=_text(message),
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    return content if part.get_content_subtype() == "plain" else richtext.to_text(richtext.clean(content))
