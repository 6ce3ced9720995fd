"""Doorbells: they say that something changed, never what. The browser then asks ``/stand/``, through the door.

Each function takes effect after commit, at once outside a transaction, returns without waiting and never raises for a
Valkey that is away (``notifications.sender``).
"""

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from .sender import Ring, sender


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def stream_group(name: str, object_id: int) -> str:
    return f"{name}.{object_id}"


def session_mark(session_key: str | None) -> str:
    """Names a session to its sockets without giving the key away."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def ring_users(user_ids: Iterable[int]) -> None:
    """Rings the bell on all open pages of these people."""
    _post(Ring(user_group(user_id), {"type": "bell"}) for user_id in user_ids)


def ring_stream(name: str, object_id: int, version: int) -> None:
    """Tells the open pages of an object its new version."""
    _post(
        [Ring(stream_group(name, object_id), {"type": "stream", "stream": name, "id": object_id, "version": version})]
    )


def recheck_stream(name: str, object_id: int) -> None:
    """After a right narrowed: each open page of the object asks the database again; who lost it stops listening."""
    _post([Ring(stream_group(name, object_id), {"type": "recheck"})])


def recheck_user(user_id: int) -> None:
    """After a person's rights changed: each of their sockets asks the database again, closes or stops listening."""
    _post([Ring(user_group(user_id), {"type": "recheck"})])


def close_user(user_id: int) -> None:
    """Closes all sockets of a person at once, for example when the account is deactivated."""
    _post([Ring(user_group(user_id), {"type": "close"})])


def close_session(user_id: int, session_key: str | None) -> None:
    """Closes the sockets of one session, at logout."""
    _post([Ring(user_group(user_id), {"type": "close", "session": session_mark(session_key)})])


def hear_logout(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Receiver of ``user_logged_out``. The session still exists then, so its sockets must not ask but close."""
    if user is None:
        return
    if request is None:
        recheck_user(user.pk)
    else:
        close_session(user.pk, request.session.session_key)


def _post(rings: Iterable[Ring]) -> None:
    transaction.on_commit(partial(sender.post, list(rings)))
