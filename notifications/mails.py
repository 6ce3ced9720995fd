"""The mail about one notification: text, HTML and headers."""

from email.policy import Policy
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from kit.access import MEMBERS, PUBLIC

from . import conf
from .models import Delivery
from .registry import Line
from .tokens import unsubscribe_token

MAX_SUBJECT = 150
MAX_EXCERPT = 200
ROOMS_WITH_EXCERPT = {PUBLIC, MEMBERS}  # from closed rooms a mail brings the link alone


class WholeHeader(str):
    """The header List-Unsubscribe as it is. Python encodes a word longer than a line, and what reads this header does
    not decode it."""

    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def message_id(delivery: Delivery) -> str:
    """The same for every attempt, so that mail programs show a mail once that was sent twice."""
    created = int(delivery.notification.created_at.timestamp())
    return f"<notification-{delivery.pk}.{created}@{conf.mail_domain()}>"


def compose(delivery: Delivery, line: Line) -> EmailMultiAlternatives:
    """The mail for a delivery in the language that is active now; the address is the one the person has now."""
    user: Any = delivery.user
    unsubscribe_url = absolute(reverse("notifications:unsubscribe", args=[unsubscribe_token(user.pk)]))
    may_quote = delivery.notification.room in ROOMS_WITH_EXCERPT
    context = {
        "name": conf.display_name(user),
        "site_name": getattr(settings, "WAGTAIL_SITE_NAME", ""),
        "line": line,
        "excerpt": Truncator(line.excerpt).chars(MAX_EXCERPT) if may_quote else "",
        "url": absolute(line.url),
        "settings_url": absolute(reverse("notifications:mail-settings")),
        "unsubscribe_url": unsubscribe_url,
        "delay": conf.mail_delay_minutes(),
    }
    mail = EmailMultiAlternatives(
        subject=Truncator(" ".join(str(line).split())).chars(MAX_SUBJECT),
        body=render_to_string("notifications/mails/notification.txt", context),
        to=[getattr(user, user.get_email_field_name())],
        headers={
            "Message-ID": message_id(delivery),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": WholeHeader(f"<{unsubscribe_url}>"),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(render_to_string("notifications/mails/notification.html", context), "text/html")
    return mail


def absolute(path: str) -> str:
    """An address for mails. Never from a request: its host can be forged."""
    return conf.base_url() + path
