"""Sending planned mails: each at least once. Twice only if the process dies between the server's yes and our note of
it, and then with the same Message-ID.

What single mails and digests share: a claim that other workers skip, no transaction while we talk to the server,
growing pauses for a mail that fails, and patience with a server that is away.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from notifications.failpoints import failpoint
from notifications.models.delivery import IS_OPEN, PlannedMail

from .bouncing import record_refusal

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)  # a worker that dies leaves its mails to be tried again then
RUN_SECONDS = 5  # then other jobs have their turn
PAUSE = timedelta(minutes=1)
MAX_ATTEMPTS = 8  # after 1, 2, 4 … 64 minutes: two hours of a server that refuses this one mail

# The line is down, or the server takes nothing from us: no mail is to blame. (What smtplib raises are OSErrors too.)
AWAY = (
    ConnectionError,
    TimeoutError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)

# The list is made once, as its own step: as a plain subquery a plan may run it again and claim more.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM {table}
    WHERE due_at <= %(now)s AND sent_at IS NULL AND cancelled_at IS NULL
    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
UPDATE {table} AS mail SET due_at = %(until)s, attempts = attempts + 1
FROM due WHERE mail.id = due.id
RETURNING mail.id
"""

_SETTLE = """
WITH told AS MATERIALIZED (
    SELECT row.id, given.moment
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS given(id, moment)
    JOIN ratschlag_notifications_notification AS row ON row.id = given.id
    ORDER BY row.id FOR NO KEY UPDATE OF row
)
UPDATE ratschlag_notifications_notification AS row SET mailed_until = told.moment FROM told WHERE row.id = told.id
"""


class ServerAway(Exception):
    """The mail server cannot be reached, or takes nothing now."""


@dataclass
class Draft:
    """A claimed mail. ``write`` gives the mail as it is to read now, or None where none is to go out, or the later
    moment at which it may; it is called right before sending. ``told``: the notifications the mail settles, with the
    moment up to which it tells of them.
    """

    planned: PlannedMail
    write: Callable[["Draft"], EmailMessage | datetime | None]
    told: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Queue:
    """Planned mails of one table. ``drafts`` reads what a batch of claimed ids needs, one by one where it is lazy; ids
    it leaves out were cancelled meanwhile."""

    model: type[PlannedMail]
    batch: int
    drafts: Callable[[Sequence[int]], Iterable[Draft]]


def send_due(queue: Queue) -> bool:
    """Sends mails that are due, for some seconds; returns whether more are due now.

    Claims a batch in one statement that other workers skip. A mail that breaks stops no other: it is tried again with
    growing pauses and given up after MAX_ATTEMPTS; while the server is away all mails wait, however long.
    """
    failpoint("before_claim")
    claimed = claim(queue, timezone.now())
    if not claimed:
        return False
    failpoint("after_claim")
    waiting = set(claimed)
    ends = time.monotonic() + RUN_SECONDS
    server = mailers.default
    try:
        _connect(server)
        failpoint("after_connect")
        if time.monotonic() < ends:
            for draft in queue.drafts(claimed):
                waiting.discard(draft.planned.pk)
                send(server, draft)
                if time.monotonic() >= ends:
                    break
    except ServerAway:
        logger.warning("The mail server is away; mails wait.", exc_info=True)
        _release(queue, waiting, timezone.now() + PAUSE)
        return False
    finally:
        _hang_up(server)
    failpoint("before_release")
    _release(queue, waiting, timezone.now())
    return _open_rows(queue).filter(due_at__lte=timezone.now()).exists()


def claim(queue: Queue, now: datetime) -> list[int]:
    """Takes a batch of due mails, so that no other worker has them until LEASE is over. One statement."""
    with connection.cursor() as cursor:
        statement = _CLAIM.format(table=queue.model._meta.db_table)
        cursor.execute(statement, {"now": now, "until": now + LEASE, "batch": queue.batch})
        return sorted(row[0] for row in cursor.fetchall())


def send(server: BaseEmailBackend, draft: Draft) -> None:
    """Sends one mail, or cancels or postpones it, or plans its next attempt. Raises ServerAway."""
    planned = draft.planned
    row = type(planned)._default_manager.filter(pk=planned.pk)
    try:
        failpoint("before_compose")
        mail = draft.write(draft)
        if isinstance(mail, EmailMessage):
            failpoint("before_smtp")
            server.send_messages([mail])
            failpoint("after_smtp_ok")
    except AWAY as error:
        row.update(due_at=timezone.now() + _pause(planned))  # it waits longer than the others, should it be to blame
        raise ServerAway from error
    except smtplib.SMTPRecipientsRefused as error:
        if not record_refusal(mail=planned, error=error):
            _plan_next(planned)
        return
    except Exception:
        _plan_next(planned)
        return
    now = timezone.now()
    if isinstance(mail, datetime):
        row.update(due_at=mail, attempts=F("attempts") - 1)
        return
    with transaction.atomic():
        if mail is None:
            row.update(cancelled_at=now)
        else:
            row.update(sent_at=now, message_id=mail.extra_headers.get("Message-ID", ""))
        if draft.told:
            with connection.cursor() as cursor:
                cursor.execute(_SETTLE, [list(draft.told), list(draft.told.values())])
        failpoint("before_note_commit")
    failpoint("after_note")


def _release(queue: Queue, ids: Iterable[int], due_at: datetime) -> None:
    """Gives back claimed mails that were not tried; this is no attempt."""
    if ids:
        _open_rows(queue).filter(pk__in=list(ids)).update(due_at=due_at, attempts=F("attempts") - 1)


def _open_rows(queue: Queue) -> QuerySet[Any]:
    return queue.model._default_manager.filter(IS_OPEN)


def _plan_next(planned: PlannedMail) -> None:
    """Growing pauses; in the end the mail is given up, loudly. The notification itself stays on the website."""
    row = type(planned)._default_manager.filter(pk=planned.pk)
    name = f"{planned._meta.model_name} {planned.pk}"
    if planned.attempts < MAX_ATTEMPTS:
        logger.warning("Mail %s failed, attempt %d.", name, planned.attempts, exc_info=True)
        row.update(due_at=timezone.now() + _pause(planned))
    else:
        logger.error("Mail %s is given up after %d attempts.", name, planned.attempts, exc_info=True)
        row.update(cancelled_at=timezone.now())


def _pause(planned: PlannedMail) -> timedelta:
    return PAUSE * 2 ** min(planned.attempts - 1, MAX_ATTEMPTS - 2)


def _connect(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except OSError as error:
        raise ServerAway from error


def _hang_up(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError:
        logger.debug("The mail server hung up first.", exc_info=True)
