"""Passwords, and who is signed in where."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from notifications import doorbell

from .. import limits, notices, tasks
from ..models import User


def change_password(*, user: User, password: str, keep_session_key: str | None = None) -> None:
    """Sets a new password and ends all sessions but the one named; tells the person, by a deferred mail too.

    Reset links sent before stop working, because they rest on the old password. Guesses at the old one are forgotten.
    """
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(UserSession.objects.filter(user=user).exclude(session_key=keep_session_key), user.pk)
        limits.forget(limits.WRONG_PASSWORD, user.email.lower())
        notices.tell(user.pk, notices.PASSWORD_CHANGED, time.time_ns())
        tasks.send_notice.defer(user_id=user.pk, notice="password_changed")


def request_password_reset(*, address: str) -> None:
    """Defers the mail with a link for a new password, if an active account has this address.

    A job is deferred either way, so that the answer takes the same time and tells nothing.
    """
    user_id = User.objects.filter(email=address, is_active=True).values_list("pk", flat=True).first()
    tasks.send_password_reset.defer(user_id=user_id or 0)


def end_session(*, actor: User, session_id: int) -> None:
    """Signs one of the person's devices out. Raises Http404 for a session that is not theirs."""
    with transaction.atomic():
        if not end_sessions(UserSession.objects.filter(user=actor, pk=session_id), actor.pk):
            raise Http404


def end_other_sessions(*, actor: User, keep_session_key: str | None) -> int:
    """Signs the person out everywhere but here; returns how many sessions ended."""
    with transaction.atomic():
        return end_sessions(UserSession.objects.filter(user=actor).exclude(session_key=keep_session_key), actor.pk)


def end_sessions(sessions: QuerySet[Any], user_id: int) -> int:
    """Deletes sessions of one person and closes their sockets after the commit; returns how many there were."""
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    for key in keys:
        doorbell.close_session(user_id, key)
    return len(keys)
