"""Tokens of links in mails: 128 bits that follow from a random nonce and the site's SECRET_KEY."""

import hashlib
import secrets

from django.utils.crypto import salted_hmac

LENGTH = 32  # hexadecimal digits


def new_nonce() -> str:
    """128 random bits."""
    return secrets.token_hex(LENGTH // 2)


def token_of(purpose: str, nonce: str) -> str:
    """The token of a nonce. Who reads the nonce in the database cannot compute it without the key."""
    return salted_hmac(purpose, nonce, algorithm="sha256").hexdigest()[:LENGTH]


def hash_token(token: str) -> str:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
