"""Mail through a provider (django-anymail) instead of SMTP: its webhook tells which mails came back."""

import re
from typing import Any

from anymail.signals import EventType, RejectReason, tracking

from notifications.actions import record_bounce

_status = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")


def connect() -> None:
    tracking.connect(hear_of_mail, dispatch_uid="cms.hear_of_mail")


def hear_of_mail(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Notes a mail that came back; all other events are none of our business (nobody is tracked)."""
    token = (event.metadata or {}).get("mail", "")
    if not token or event.event_type != EventType.BOUNCED:
        return
    words = str(event.mta_response or event.description or "")
    found = _status.search(words)
    is_final = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    record_bounce(token=token, status=found[0] if found else "5.0.0" if is_final else "", words=words[:500])
