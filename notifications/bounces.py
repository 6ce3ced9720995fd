"""Mails that come back: the address each comes back to, and what the report of a mail server says."""

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from . import conf
from .models.delivery import PlannedMail
from .tokens import bounce_token

# RFC 3463. Hard is what will be so tomorrow: no such address or domain. A full mailbox (5.2.2), a server in trouble
# (5.3), a mail that was too large or not wanted (5.6, 5.7) says nothing about the address.
_hard = re.compile(r"5\.(?:[0145]\.\d{1,3}|2\.[0145])")
_status = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
MAX_BYTES = 1024 * 1024  # of a report; the mail it brings back may be longer and is not read


@dataclass(frozen=True)
class Report:
    """``token`` names the mail (notifications.tokens), ``status`` is the enhanced code, ``words`` the server's."""

    token: str
    status: str
    words: str

    @property
    def is_hard(self) -> bool:
        return is_hard(self.status)


def is_hard(status: str) -> bool:
    """Whether this status says that the address takes no mails at all."""
    return bool(_hard.fullmatch(status))


def return_path(mail: PlannedMail, address: str) -> str:
    """The sender on the envelope: where this very mail comes back to (VERP). Empty where the site has no such address,
    and for a mail that is not saved."""
    bounces = conf.bounce_address()
    if not bounces or mail.pk is None:
        return ""
    local, _at, domain = bounces.rpartition("@")
    return f"{local}+{bounce_token(mail, address)}@{domain}"


def read_report(raw: bytes, recipient: str = "") -> Report | None:
    """What a mail to one of our return paths says; None where it reports no failed delivery (an absence, a receipt, a
    delay) or came to another address. ``recipient``: the address on the envelope, where the mail server tells it."""
    message = email.message_from_bytes(raw[:MAX_BYTES], policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    token = next(filter(None, map(_token_in, [recipient, *_recipients(message)])), "")
    if not token:
        return None
    for fields in _delivery_fields(message):
        action = str(fields.get("Action", "")).strip().lower()
        status = _status.search(str(fields.get("Status", "")))
        if action == "failed" and status:
            return Report(token, status[0], " ".join(str(fields.get("Diagnostic-Code", "")).split())[:500])
    if message["X-Failed-Recipients"]:  # Exim without a report (RFC 3464)
        return Report(token, "5.0.0", "X-Failed-Recipients")
    return None


def _delivery_fields(message: EmailMessage) -> Iterable[EmailMessage]:
    """The groups of fields of message/delivery-status: one of the server, then one for each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from groups if isinstance(groups, list) else ()  # type: ignore[misc]


def _recipients(message: EmailMessage) -> list[str]:
    headers = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
    return [str(value) for name in headers for value in message.get_all(name, [])]


def _token_in(header: str) -> str:
    """The token in an address of ours; empty for any other address."""
    local, _at, domain = conf.bounce_address().rpartition("@")
    found_local, _at, found_domain = parseaddr(header)[1].lower().rpartition("@")
    if not local or found_domain != domain.lower() or not found_local.startswith(f"{local.lower()}+"):
        return ""
    return found_local[len(local) + 1 :]
