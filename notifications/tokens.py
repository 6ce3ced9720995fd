"""The link in a mail that needs no login."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing

SALT = "notifications.unsubscribe"


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
