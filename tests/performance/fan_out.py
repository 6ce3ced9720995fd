"""The job after a reply in the thread that all members watch."""

import time
from collections.abc import Callable
from statistics import median
from uuid import uuid4

from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cms.accounts.models import User
from forum.models import Post
from forum.notices import tell_of_post
from forum.tasks import event_id
from kit.access import MEMBERS, users_with
from notifications.models import NotificationEvent

from .client import Client
from .jobs import PATIENCE, drain, seconds_of
from .load import percentile, spread
from .pages import watched_thread
from .people import FAN_OUT_WRITER, members, sign_in
from .replies import BODY
from .results import Row
from .site import Site
from .statements import Recorder

NAME = "fan-out-5000"
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def fan_out_row(site: Site, repeats: int, tell: Callable[[str], None]) -> Row:
    """Seconds from the start of the job to its end, as milliseconds; CPU of the worker and PostgreSQL meanwhile."""
    writer = members(1, skip=FAN_OUT_WRITER)[0]
    client = Client(site.processes.web.port, sign_in([writer])[0])
    row = Row(NAME)
    seconds: list[float] = []
    for repeat in range(repeats):
        tell(f"fan-out, repeat {repeat + 1} of {repeats}")
        drain()
        with site.processes.worker.paused():
            post_id = _reply(client)
            if not repeat:
                row.statements = _statements(post_id)
        cpu, seconds_spent = _wait(site, post_id)
        row.repeats.append(cpu * 1000)
        seconds.append(seconds_spent)
        if not repeat:
            row.proof = _proof(post_id, writer)
    client.close()
    milliseconds = [each * 1000 for each in seconds]
    row.cpu_ms, row.noise = median(row.repeats), spread(row.repeats)
    row.p50_ms, row.p95_ms, row.p99_ms = (percentile(milliseconds, percent) for percent in (50, 95, 99))
    row.note = f"first, with a new row for each: {seconds[0]:.2f} s"
    return row


def _reply(client: Client) -> int:
    thread = watched_thread()
    fields = {"body": BODY, "idempotency_key": str(uuid4())}
    client.post(f"{thread.get_absolute_url()}antwort/", fields)
    return Post.objects.filter(thread=thread).latest("number").pk


def _statements(post_id: int) -> int:
    """What the job sends, found by doing it here and taking it back."""
    recorder = Recorder()
    with transaction.atomic():
        with connection.execute_wrapper(recorder):
            tell_of_post(post_id)
        transaction.set_rollback(True)
    return sum(not each["sql"].startswith(SAVEPOINTS) for each in recorder.statements)


def _wait(site: Site, post_id: int) -> tuple[float, float]:
    """Seconds of CPU and of the clock. Raises TimeoutError."""
    trees = (site.processes.worker.tree, site.processes.postgres)
    before = sum(tree.cpu_seconds() for tree in trees)
    job = ProcrastinateJob.objects.get(task_name="forum.fan_out", args={"post_id": post_id})
    deadline = time.monotonic() + PATIENCE
    while ProcrastinateJob.objects.get(pk=job.pk).status != "succeeded":
        if time.monotonic() > deadline:
            raise TimeoutError(f"fan-out of post {post_id}")
        time.sleep(0.02)
    return sum(tree.cpu_seconds() for tree in trees) - before, seconds_of(job.pk)


def _proof(post_id: int, writer: User) -> str:
    told = NotificationEvent.objects.filter(event_id=event_id(post_id)).count()
    wanted = users_with(MEMBERS).exclude(pk=writer.pk).count()
    return f"{told} people told" if told == wanted else f"FAILED: {told} of {wanted} people told"
