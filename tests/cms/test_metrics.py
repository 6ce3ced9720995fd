"""What the monitor reads: lag, failures, mails, workers; and what was set aside."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from cms import metrics
from forum.tasks import fan_out
from tests.factories import make_admin, make_member


@pytest.fixture
def no_jobs(db):
    execute("DELETE FROM procrastinate_jobs")


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def defer():
    return fan_out.defer(post_id=1)


def state(pk, status, **more):
    execute(
        "UPDATE procrastinate_jobs SET status = %s, attempts = %s WHERE id = %s", status, more.get("attempts", 0), pk
    )


def figures():
    return {metric.name: metric.value for metric in metrics.metrics()}


def test_jobs_are_counted_by_what_they_wait_for(no_jobs, django_assert_num_queries):
    waiting, running, failed, retried, later = [defer() for _ in range(5)]
    execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds' WHERE job_id = %s", waiting)
    state(running, "doing")
    state(failed, "failed", attempts=12)
    state(retried, "todo", attempts=3)
    execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = %s", retried)
    execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = %s", later)
    with django_assert_num_queries(4):
        found = figures()
    assert [found[f"jobs_{name}"] for name in ("waiting", "running", "failed", "retried")] == [1, 1, 1, 1]
    assert 89 < found["job_oldest_seconds"] < 120
    [job] = metrics.failed_jobs()
    assert (job["nummer"], job["aufgabe"], job["versuche"]) == (failed, "forum.fan_out", 12)


def test_a_failed_job_is_named_to_administrators_and_neighbours_only(no_jobs, client):
    state(defer(), "failed", attempts=12)
    for make_person, code in ((make_member, 404), (make_admin, 200)):
        client.force_login(make_person())
        for path in ("/gesundheit/bereit/", "/gesundheit/metriken/"):
            assert client.get(path, headers={"x-forwarded-for": "203.0.113.7"}).status_code == code
    [job] = client.get("/gesundheit/bereit/").json()["gescheiterte_auftraege"]
    assert job["aufgabe"] == "forum.fan_out"
    text = client.get("/gesundheit/metriken/").content.decode()
    assert "# TYPE ratschlag_jobs_failed gauge\nratschlag_jobs_failed 1\n" in text
    assert "\nratschlag_sockets 0\n" in text


def test_every_job_that_is_not_asked_for_again_by_the_clock_has_retries():
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    own = [name for name in app.tasks if not name.startswith(("builtin", "procrastinate."))]
    assert own and [name for name in own if name not in periodic and app.tasks[name].retry_strategy is None] == []
