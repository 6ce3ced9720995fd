"""The jobs in a real worker: mails go out, what a dead worker left goes on, finished jobs are forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cms.tasks import MOST_ATTEMPTS, prune_jobs, retry_stalled_jobs
from forum.tasks import announce_accepted
from notifications.models import Delivery, Notification, NotificationEvent
from notifications.models.notification import KEEP_DAYS
from notifications.tasks import delete_old, send_mails
from tests.factories import make_member

from .smtp import Postman, mailers, serve
from .world import tell


@pytest.fixture(autouse=True)
def short_connections(monkeypatch):
    """The worker's threads end with it; what they keep open would never be closed."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


def work():
    """A worker that does what there is to do and ends."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def defer(task):
    task.configure(task_kwargs={"timestamp": 0}).defer()


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def test_the_worker_sends_what_is_due(live_database, settings):
    postman = Postman()
    controller = serve(postman)
    settings.MAILERS = mailers(controller.port, timeout=5)
    anna = make_member()
    tell(anna, post=1)
    Delivery.objects.update(due_at=timezone.now())
    defer(send_mails)
    work()
    controller.stop()
    assert [mail["To"] for mail in postman.mails] == [anna.email]


def test_a_job_of_a_dead_worker_goes_on(live_database):
    defer(delete_old)
    [[worker]] = execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '30 seconds') RETURNING id"
    )
    execute(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = %s AND status = 'todo'",
        worker,
        "notifications.delete_old",
    )
    defer(retry_stalled_jobs)
    work()
    work()
    [job] = ProcrastinateJob.objects.filter(task_name="notifications.delete_old")
    assert job.status == "succeeded"
    assert job.attempts >= 1


def stall(status="doing", attempts=0):
    """Leaves the only job that waits to a worker that has died; the cron job that would have followed is gone."""
    [[worker]] = execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '30 seconds') RETURNING id"
    )
    [[job]] = execute(
        "UPDATE procrastinate_jobs SET status = %s, attempts = %s, worker_id = %s WHERE status = 'todo' RETURNING id",
        status,
        attempts,
        worker,
    )
    return job


def test_a_job_whose_next_turn_waits_already_does_not_keep_the_others_back(live_database):
    execute("DELETE FROM procrastinate_jobs")
    defer(send_mails)
    stalled = stall()
    defer(delete_old)
    other = stall()
    defer(send_mails)
    defer(retry_stalled_jobs)
    work()
    work()
    assert not ProcrastinateJob.objects.filter(pk=stalled).exists()
    assert ProcrastinateJob.objects.get(pk=other).status == "succeeded"


def test_a_job_that_kills_its_workers_is_set_aside(live_database):
    execute("DELETE FROM procrastinate_jobs")
    defer(delete_old)
    poison = stall(attempts=MOST_ATTEMPTS)
    defer(retry_stalled_jobs)
    work()
    assert ProcrastinateJob.objects.get(pk=poison).status == "failed"


def test_a_job_that_always_fails_waits_longer_each_time_keeps_no_other_back_and_is_set_aside(live_database):
    execute("DELETE FROM procrastinate_jobs")
    poison = announce_accepted.defer(post_id=0, actor_id=0)
    defer(delete_old)
    work()
    job = ProcrastinateJob.objects.get(pk=poison)
    assert (job.status, job.attempts) == ("todo", 1) and job.scheduled_at > timezone.now()
    assert ProcrastinateJob.objects.get(task_name="notifications.delete_old").status == "succeeded"
    execute("UPDATE procrastinate_jobs SET attempts = 12, scheduled_at = now() WHERE id = %s", poison)
    work()
    assert ProcrastinateJob.objects.get(pk=poison).status == "failed"


def test_the_job_of_a_living_worker_is_left_alone(live_database):
    defer(delete_old)
    [[worker]] = execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
    execute(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = %s AND status = 'todo'",
        worker,
        "notifications.delete_old",
    )
    defer(retry_stalled_jobs)
    work()
    assert ProcrastinateJob.objects.filter(task_name="notifications.delete_old", status="doing").count() == 1


def test_finished_jobs_are_forgotten_after_a_day_and_failed_ones_later(live_database):
    execute("DELETE FROM procrastinate_jobs")
    for _ in range(4):
        defer(delete_old)
        execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
    ids = sorted(ProcrastinateJob.objects.values_list("pk", flat=True))
    for pk, status, hours in zip(
        ids, ["succeeded", "succeeded", "failed", "failed"], [25, 23, 25, 31 * 24], strict=True
    ):
        execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", status, pk)
        execute("UPDATE procrastinate_events SET at = now() - %s * interval '1 hour' WHERE job_id = %s", hours, pk)
    defer(prune_jobs)
    work()
    assert sorted(ProcrastinateJob.objects.filter(pk__in=ids).values_list("pk", flat=True)) == [ids[1], ids[2]]


@pytest.mark.django_db
def test_old_notifications_are_deleted_with_all_that_hangs_on_them():
    anna = make_member()
    for thread in (1, 2):
        tell(anna, post=thread, thread=thread)
    old = Notification.objects.get(object_id=1)
    Notification.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=KEEP_DAYS, minutes=1))
    delete_old.func(timestamp=0)
    assert Notification.objects.get().object_id == 2
    assert NotificationEvent.objects.get().event_id == "post:2"
    assert Delivery.objects.count() == 1


def test_all_periodic_jobs_are_known():
    names = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {
        "cms.prune_jobs",
        "cms.retry_stalled_jobs",
        "notifications.delete_old",
        "notifications.send_mails",
    } <= names
