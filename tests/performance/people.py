"""Signs people in by writing their sessions, for the site and for the floor."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.accounts.models import User
from cms.demo.bulk import MEASURED_MEMBER
from kit.access import MEMBERS, users_with

from .client import CSRF_TOKEN

SITE_BACKEND = "cms.accounts.backends.AccountBackend"
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"

# Who does what, by place among the members: nobody may write more than settings.MOST_POSTS.
UPLOADER, FAN_OUT_WRITER, LIVE_PEOPLE = 199, 200, 201


def measured_member() -> User:
    return User.objects.get(email=MEASURED_MEMBER)


def members(count: int, *, skip: int = 0) -> Sequence[Any]:
    """Members other than the measured one, always the same. Raises RuntimeError where there are not that many."""
    found = list(users_with(MEMBERS).exclude(email=MEASURED_MEMBER).order_by("-pk")[skip : skip + count])
    if len(found) < count:
        raise RuntimeError(f"{count} members are needed, there are {len(found)}; the database is the small one.")
    return found


def sign_in(people: Iterable[Any], backend: str = SITE_BACKEND) -> list[dict[str, str]]:
    """Cookies of each person, as after their login."""
    rows, cookies = [], []
    for person in people:
        content = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        key = secrets.token_hex(16)
        rows.append(
            Session(
                session_key=key,
                session_data=SessionStore().encode(content),
                expire_date=timezone.now() + timedelta(days=1),
            )
        )
        cookies.append({settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: CSRF_TOKEN})
    Session.objects.bulk_create(rows)
    return cookies
