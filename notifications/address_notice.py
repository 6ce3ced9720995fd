"""Tells people whose mails came back so when they sign in: their session carries it, so that no page asks for it."""

from typing import Any

from django.http import HttpRequest

from .models import MailPreference
from .tokens import address_of

SESSION_KEY = "mails_came_back"


def paused_address(user: Any) -> MailPreference | None:
    """The preferences of a person to whose present address no mails go because they came back; else None."""
    found = MailPreference.objects.filter(user=user.pk, address_paused_at__isnull=False).first()
    return found if found and found.bounced_address in ("", address_of(user)) else None


def remember(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Receiver of user_logged_in. One statement."""
    if request is not None and hasattr(request, "session") and paused_address(user):
        request.session[SESSION_KEY] = True


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
