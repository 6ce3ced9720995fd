"""What signing in sets off."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from .actions.devices import note_device


@receiver(user_logged_in, dispatch_uid="accounts.note_device")
def on_login(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """A program that names no browser is no device of anybody."""
    if request is not None and (user_agent := request.META.get("HTTP_USER_AGENT", "")):
        note_device(user=user, user_agent=user_agent)
