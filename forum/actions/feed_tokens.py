"""The address of a person's own feed: made, replaced and revoked by them alone."""

import hashlib
import secrets
from typing import Any

from django.utils import timezone

from forum.models import FeedToken


def create_feed_token(*, actor: Any) -> str:
    """Makes a new secret for the person's feed and returns it, this once; the one before is worth nothing any more."""
    token = secrets.token_urlsafe(24)
    values = {"digest": digest_of(token), "created_at": timezone.now()}
    FeedToken.objects.update_or_create(user=actor, defaults=values)
    return token


def revoke_feed_token(*, actor: Any) -> None:
    """Ends the person's feed."""
    FeedToken.objects.filter(user=actor).delete()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
