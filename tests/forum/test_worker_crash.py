"""The worker dies between a post and its fan-out, and in the middle of it: nothing is missing, nothing double."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from cms.tasks import retry_stalled_jobs
from forum.enums import Level
from forum.models import Post, Subscription
from notifications.models import Delivery, Notification, NotificationEvent
from tests.factories import make_member, make_post, make_thread
from tests.harness.site import wait_for

pytestmark = pytest.mark.usefixtures("own_database")

WORKER = [sys.executable, "manage.py", "procrastinate", "worker"]


@pytest.fixture
def start_worker(own_database):
    running = []

    def start():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": own_database}
        worker = subprocess.Popen(WORKER, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        running.append(worker)
        return worker

    yield start
    for worker in running:
        worker.kill()
        worker.wait()


def watched_thread():
    thread = make_thread()
    people = [make_member() for _ in range(3)]
    Subscription.objects.bulk_create(Subscription(user=each, thread=thread, level=Level.WATCHING) for each in people)
    execute("DELETE FROM procrastinate_jobs")  # those of setting up are not meant here
    return thread, [*people, thread.author]


def everybody_heard_once(post, people):
    told = Notification.objects.filter(latest_reference_id=post.pk)
    assert sorted(told.values_list("user", flat=True)) == sorted(each.pk for each in people)
    assert set(told.values_list("count", flat=True)) == {1}
    assert NotificationEvent.objects.filter(event_id=f"post:{post.pk}").count() == len(people)
    planned = Delivery.objects.open().filter(notification__in=told)
    assert list(planned.values_list("user", flat=True)) == [post.thread.author_id], "who asked; others in the digest"


def test_a_worker_that_was_dead_when_the_post_was_written(start_worker):
    worker = start_worker()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    thread, people = watched_thread()
    post = make_post(thread)
    assert not Notification.objects.exists()
    start_worker()
    wait_for(lambda: Notification.objects.filter(latest_reference_id=post.pk).count() == len(people), "no fan-out")
    everybody_heard_once(post, people)


def test_a_worker_killed_in_the_middle_of_the_fan_out(start_worker):
    thread, people = watched_thread()
    post = make_post(thread)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)  # the fan-out has begun and waits here
        worker = start_worker()
        wait_for(waits_for_a_lock, "the worker did not begin")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert not Notification.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="forum.fan_out")
    assert job.status == "doing"
    execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '30 seconds'")  # instead of waiting
    with contextlib.suppress(AlreadyEnqueued):
        retry_stalled_jobs.configure(task_kwargs={"timestamp": 0}).defer()
    start_worker()
    wait_for(lambda: Notification.objects.filter(latest_reference_id=post.pk).count() == len(people), "no fan-out")
    everybody_heard_once(post, people)


def waits_for_a_lock():
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the activities of its first look otherwise
    return execute(waiting)[0][0]


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
