"""The mails of the accounts: a text, and the same words in the look of all mails. In the person's language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.conf import mail_footer
from notifications.letters import attach_letter


@dataclass(frozen=True)
class Mail:
    """One kind of mail; its text stands in accounts/mails/<name>.txt, ``button`` is what its link is called."""

    name: str
    subject: str | Promise
    button: str | Promise = ""


INVITATION = Mail("invitation", _("Invitation to the members’ area"), _("Accept the invitation"))
WELCOME = Mail("welcome", _("Your account"), _("Set your password"))
PASSWORD_RESET = Mail("password_reset", _("Set a new password"), _("Set a new password"))
ADDRESS_CONFIRMATION = Mail(
    "address_confirmation", _("Please confirm your new e-mail address"), _("Confirm the address")
)
ADDRESS_CHANGED = Mail("address_changed", _("Your e-mail address has been changed"))
NEW_DEVICE = Mail("new_device", _("New sign-in to your account"))
PASSWORD_CHANGED = Mail("password_changed", _("Your password has been changed"))

NOTICES = {mail.name: mail for mail in (PASSWORD_CHANGED,)}


def absolute(path: str) -> str:
    """An address for mails. Never from the request: its host can be forged."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def send(mail: Mail, address: str, language: str, **context: Any) -> None:
    """Sends one mail. Raises what the mail server raises; the job then tries again later."""
    with translation.override(language):
        site = {
            "site_name": settings.WAGTAIL_SITE_NAME,
            "site_url": absolute("/"),
            "office": settings.OFFICE_EMAIL,
            "footer": mail_footer(),
        }
        letter = EmailMultiAlternatives(
            subject=str(mail.subject),
            body=render_to_string(f"accounts/mails/{mail.name}.txt", {**site, **context}),
            to=[address],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        attach_letter(letter, label=str(mail.button)).send()
