"""The mail that carries a message from one person to another."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.conf import language_of
from notifications.mails import absolute

from . import conf
from .facts import author_facts
from .models import Message


def address_of(person: Any) -> str:
    """The e-mail address of a person; empty where they have none."""
    return getattr(person, person.get_email_field_name(), "") or ""


def compose(message: Message) -> EmailMessage:
    """The mail in the recipient's language. It comes from the site; an answer goes to the sender's own address."""
    reply_to = address_of(message.sender)
    sender = author_facts([message.sender_id])[message.sender_id]
    site_name, site_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    site_name = getattr(settings, "WAGTAIL_SITE_NAME", "") or site_name or site_address
    with translation.override(language_of(message.recipient)):
        via = _("%(name)s via %(site_name)s") % {"name": sender.name, "site_name": site_name}
        context = {
            "name": conf.display_name(message.recipient),
            "sender": sender,
            "profile_url": absolute(sender.url) if sender.url else "",
            "text": message.text,
            "reply_to": reply_to,
            "site_name": site_name,
        }
        return EmailMessage(
            subject=message.subject,
            body=render_to_string("directory/mails/message.txt", context),
            from_email=formataddr((" ".join(via.split()), site_address)),
            to=[address_of(message.recipient)],
            reply_to=[reply_to],
        )
