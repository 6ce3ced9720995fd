"""The run that sends every member their digest."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from forum.models import Post
from forum.notices import tell_of_post
from kit.access import MEMBERS, users_with
from notifications.actions.planning import plan_digests
from notifications.digests import content_of
from notifications.models import Digest, MailPreference, Notification
from notifications.tasks import send_digests

from .jobs import PATIENCE, drain
from .pages import watched_thread
from .results import Row
from .site import Site
from .statements import Recorder

NAME = "digest-5000"
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
# It is everybody's hour, and what they are to read came before it.
_DATE_BACK = """
    UPDATE ratschlag_notifications_notificationevent SET created_at = created_at - interval '3 hours';
    UPDATE ratschlag_notifications_notification
    SET created_at = created_at - interval '3 hours', updated_at = updated_at - interval '3 hours';
"""


def digest_row(site: Site, tell: Callable[[str], None]) -> Row:
    """Seconds from the job to the last mail, as milliseconds; CPU of the worker and PostgreSQL meanwhile."""
    tell("digests")
    drain()
    people = _make_it_their_hour()
    row = Row(NAME, statements=_statements())
    trees = (site.processes.worker.tree, site.processes.postgres)
    before, started = sum(tree.cpu_seconds() for tree in trees), timezone.now()
    send_digests.configure(task_kwargs={"timestamp": 0}).defer()
    sent = _wait(people)
    row.cpu_ms = (sum(tree.cpu_seconds() for tree in trees) - before) * 1000
    last = Digest.objects.order_by("-sent_at").values_list("sent_at", flat=True)[0] if sent else None
    row.p50_ms = (last - started).total_seconds() * 1000 if last else None
    row.proof = f"{sent} digests sent" if sent == people else f"FAILED: {sent} of {people} digests sent"
    lines = Notification.objects.filter(mailed_until__isnull=False).count()
    row.note = f"{lines} notifications told; statements: planning, and reading what a batch of 100 tells"
    return row


def _make_it_their_hour() -> int:
    """Everybody is told of the last reply in the watched thread and has their hour now; returns how many that are."""
    people = list(users_with(MEMBERS).order_by("pk").values_list("pk", flat=True))
    tell_of_post(Post.objects.filter(thread=watched_thread()).latest("number").pk)
    with connection.cursor() as cursor:
        cursor.execute(_DATE_BACK)
    hour = timezone.localtime().hour
    nobody_rests = {"absent_from": None, "absent_until": None, "paused_at": None, "quiet_from": 0, "quiet_until": 0}
    wishes = {"rhythm": "daily", "digest_hour": hour, "quiet_weekend": False, **nobody_rests}
    rows = [MailPreference(user_id=pk, **wishes) for pk in people]
    MailPreference.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user"], update_fields=list(wishes))
    return Notification.objects.unread().filter(user__in=people).values("user").distinct().count()


def _statements() -> int:
    """What planning and reading a batch send, found by doing it here and taking it back."""
    recorder = Recorder()
    with transaction.atomic():
        with connection.execute_wrapper(recorder):
            plan_digests()
            people = list(Digest.objects.open().values_list("user", flat=True)[:100])
            content_of(people, timezone.now())
        transaction.set_rollback(True)
    return sum(not each["sql"].startswith(SAVEPOINTS) for each in recorder.statements)


def _wait(people: int) -> int:
    """How many were sent when all were, or when nothing has been sent for a while."""
    deadline = time.monotonic() + PATIENCE
    sent = 0
    while sent < people and time.monotonic() < deadline:
        time.sleep(0.2)
        sent = Digest.objects.filter(sent_at__isnull=False, due_at__gt=timezone.now() - timedelta(days=1)).count()
    return sent
