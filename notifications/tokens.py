"""The links and addresses of a mail that need no login."""

import base64
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Delivery, Digest
from .models.delivery import PlannedMail

SALT = "notifications.unsubscribe"
BOUNCE_SALT = "notifications.bounce"
LETTERS: dict[str, type[PlannedMail]] = {"n": Delivery, "d": Digest}
_bounce_token = re.compile(r"([nd])(\d{1,18})-([a-z2-7]{16})")


def unsubscribe_token(user_id: int) -> str:
    """Names a person to the page that turns their mails off. It does not expire: that is all it can do."""
    return signing.Signer(salt=SALT).sign(str(user_id)).replace(":", ".")


def user_of_token(token: str) -> AbstractBaseUser | None:
    """The person a token was made for; None for a forged one and for people who are gone."""
    try:
        user_id = signing.Signer(salt=SALT).unsign(token.replace(".", ":", 1))
    except signing.BadSignature:
        return None
    return get_user_model()._default_manager.filter(pk=user_id).first()


def bounce_token(mail: PlannedMail, address: str) -> str:
    """Names a mail and the address it went to; part of the address it comes back to. Survives a change of case."""
    letter = next(letter for letter, model in LETTERS.items() if isinstance(mail, model))
    return f"{letter}{mail.pk}-{_signature(letter, mail.pk, address)}"


def mail_of_bounce_token(token: str) -> Any:
    """The mail a token was made for, with its person; None for a forged token, for a mail that is gone, and where the
    person has another address by now."""
    match = _bounce_token.fullmatch(token.lower())
    if match is None:
        return None
    letter, pk = match[1], int(match[2])
    mails: Any = LETTERS[letter]._default_manager
    mail = mails.select_related("user").filter(pk=pk).first()
    if mail is None:
        return None
    is_ours = constant_time_compare(_signature(letter, pk, address_of(mail.user)), match[3])
    return mail if is_ours else None


def address_of(user: Any) -> str:
    return getattr(user, user.get_email_field_name()) or ""


def _signature(letter: str, pk: int, address: str) -> str:
    """80 bits in 16 letters: the part of an address before the @ holds 64 at most."""
    digest = salted_hmac(BOUNCE_SALT, f"{letter}{pk}:{address.lower()}", algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
