"""What the worker has to do and how long it took."""

import time

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

PATIENCE = 180  # seconds for all that waits
_SECONDS = """
    SELECT extract(epoch FROM max(at) FILTER (WHERE type = 'succeeded') - max(at) FILTER (WHERE type = 'started'))
    FROM procrastinate_events WHERE job_id = %s
"""


def drain() -> None:
    """Waits until the worker has done what is due. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None), status__in=["todo", "doing"])
    while due.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{due.count()} jobs wait, the first is {due.order_by('pk')[0].task_name}")
        time.sleep(0.05)


def seconds_of(job_id: int) -> float:
    """From the job's start to its end, as the queue has noted them."""
    with connection.cursor() as cursor:
        cursor.execute(_SECONDS, [job_id])
        return float(cursor.fetchone()[0])
