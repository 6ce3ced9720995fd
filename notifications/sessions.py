"""Who stands behind a session cookie, asked again and again while a socket is open. Reads, and never writes.

``django.contrib.auth.get_user`` would do, but it cycles or deletes sessions, which an open socket could not tell its
browser.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model, load_backend
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare


def session_user_id(session_key: str) -> int:
    """The id in this session, 0 where there is none. Says nothing about the account. One statement."""
    return _user_id(_load(session_key))


def signed_in_user(session_key: str) -> Any | None:
    """The active person signed in by this session now, or None. Two statements."""
    session = _load(session_key)
    user_id, path = _user_id(session), session.get(BACKEND_SESSION_KEY)
    if not user_id or path not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = load_backend(path).get_user(user_id)  # None for inactive people, as far as the backend cares
    if user is None or not user.is_active or not _is_current(session, user):
        return None
    return user


def _load(session_key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return store


def _user_id(session: SessionBase) -> int:
    try:
        return int(get_user_model()._meta.pk.to_python(session[SESSION_KEY]))
    except (KeyError, ValidationError):
        return 0


def _is_current(session: SessionBase, user: Any) -> bool:
    """Whether the session was opened with the password the person has now."""
    proof = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(proof, each) for each in hashes)
