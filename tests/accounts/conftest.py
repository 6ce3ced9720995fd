"""What tests of the accounts share: jobs that run now, and mails as people get them."""

import re

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

LINK = re.compile(r"https?://[^/\s]+(/\S*)")


@pytest.fixture
def run_jobs(db):
    """Runs the accounts' deferred jobs on the test's own connection; returns how many."""

    def run():
        jobs = list(ProcrastinateJob.objects.filter(status="todo", task_name__startswith="accounts.").order_by("pk"))
        for job in jobs:
            app.tasks[job.task_name].func(**job.args)
        # procrastinate's models refuse writes through the ORM
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = ANY(%s)", [[j.pk for j in jobs]])
        return len(jobs)

    return run


def link_in(mail):
    """The path of the first address in a mail that leads further than the home page."""
    return next(path for path in LINK.findall(mail.body) if len(path) > 1)
