"""Runs deferred jobs inside an ordinary test, on the test's own connection."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(*names: str) -> int:
    """Runs the waiting jobs (of these tasks, or all) in order of their ids and says how many there were."""
    count = 0
    while True:
        waiting = ProcrastinateJob.objects.filter(status="todo")
        if names:
            waiting = waiting.filter(task_name__in=names)
        job = waiting.order_by("pk").first()
        if job is None:
            return count
        app.tasks[job.task_name].func(**job.args)
        with connection.cursor() as cursor:  # the model is read-only
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
        count += 1
