"""Digests: what no mail told of yet, in one mail at the person's hour."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone, translation

from notifications import conf, mails
from notifications.digests import DigestContent, content_of
from notifications.models import Digest
from notifications.schedule import Schedule, local_day

from .planning import takes_mail
from .queue import Draft, Queue, send_due


def send_due_digests() -> bool:
    """Sends digests that are due, for some seconds; returns whether more are due now.

    What they tell is read when they are sent, a batch at once: what was read, withdrawn or moved away meanwhile is left
    out. With nothing to tell, or for a person who paused mails or is absent, the digest is cancelled; what it would
    have told an absent person stands in the one after.
    """
    return send_due(DIGESTS)


def _drafts(ids: Sequence[int]) -> Iterator[Draft]:
    digests = list(Digest.objects.open().filter(pk__in=ids).order_by("pk"))
    contents = content_of([digest.user_id for digest in digests], timezone.now())
    for digest in digests:
        yield _draft(digest, contents.get(digest.user_id))


DIGESTS = Queue(Digest, 100, _drafts)


def _draft(digest: Digest, content: DigestContent | None) -> Draft:
    def write(draft: Draft) -> EmailMessage | datetime | None:
        if content is None or not _is_wanted(content.user):
            return None
        draft.told = content.told
        if not content:
            return None
        with translation.override(conf.language_of(content.user)):
            return mails.compose_digest(digest, content)

    return Draft(digest, write)


def _is_wanted(user: Any) -> bool:
    preference = getattr(user, "mail_preference", None)
    is_absent = Schedule.of(preference).is_absent_on(local_day(timezone.now()))
    return takes_mail(user, preference) and not is_absent
