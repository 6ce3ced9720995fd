"""What a monitor watches: queues, failures, the oldest job, mails, sockets. Four statements, whatever there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from notifications.consumers import open_sockets
from notifications.models import Delivery, Digest
from notifications.models.delivery import IS_OPEN

FEW = 20  # failed jobs that are named
HEARTBEAT = 30  # seconds without a sign of life until a worker counts as dead


@dataclass(frozen=True)
class Metric:
    """One line for Prometheus; ``name`` without the site's prefix."""

    name: str
    help: str
    value: float


def metrics() -> Iterator[Metric]:
    """The state of this moment. Jobs planned for later do not wait yet."""
    now = timezone.now()
    jobs = _jobs(now)
    yield Metric("jobs_waiting", "Jobs whose time has come and that no worker has taken.", jobs["waiting"])
    yield Metric("jobs_running", "Jobs that a worker has taken.", jobs["running"])
    yield Metric("jobs_failed", "Jobs set aside after all attempts.", jobs["failed"])
    yield Metric("jobs_retried", "Jobs that failed and wait for their next attempt.", jobs["retried"])
    yield Metric("job_oldest_seconds", "How long the oldest of the waiting has waited.", _age(jobs["oldest"], now))
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - timedelta(seconds=HEARTBEAT)).count()
    yield Metric("workers", "Workers that have given a sign of life.", alive)
    for name, model in (("mails", Delivery), ("digests", Digest)):
        mails = _mails(model, now)
        yield Metric(f"{name}_due", "Mails whose time has come and that have not gone out.", mails["due"])
        yield Metric(f"{name}_retried", "Of all that wait, those that failed before.", mails["retried"])
        yield Metric(f"{name}_oldest_seconds", "How long the oldest of the due has waited.", _age(mails["oldest"], now))
    yield Metric("sockets", "Open live sockets of the process that answers.", open_sockets())


def failed_jobs() -> list[dict[str, Any]]:
    """The latest jobs set aside: what was to be done, with ids only, and how often it was tried. One statement."""
    failed = ProcrastinateJob.objects.filter(status="failed").order_by("-pk")[:FEW]
    return [
        {"nummer": job.pk, "aufgabe": job.task_name, "angaben": job.args, "versuche": job.attempts} for job in failed
    ]


def as_prometheus(prefix: str = "ratschlag") -> str:
    """The text format 0.0.4."""
    lines = []
    for metric in metrics():
        name = f"{prefix}_{metric.name}"
        lines += [f"# HELP {name} {metric.help}", f"# TYPE {name} gauge", f"{name} {metric.value:g}"]
    return "\n".join(lines) + "\n"


def _jobs(now: datetime) -> dict[str, Any]:
    deferred = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="deferred").values("at")[:1]
    is_waiting = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    found: dict[str, Any] = ProcrastinateJob.objects.filter(status__in=("todo", "doing", "failed")).aggregate(
        waiting=Count("pk", filter=is_waiting),
        running=Count("pk", filter=Q(status="doing")),
        failed=Count("pk", filter=Q(status="failed")),
        retried=Count("pk", filter=Q(status="todo", attempts__gt=0)),
        oldest=Min(Coalesce("scheduled_at", Subquery(deferred)), filter=is_waiting),
    )
    return found


def _mails(model: Any, now: datetime) -> dict[str, Any]:
    is_due = Q(due_at__lte=now)
    found: dict[str, Any] = model.objects.filter(IS_OPEN).aggregate(
        due=Count("pk", filter=is_due),
        retried=Count("pk", filter=Q(attempts__gt=1)),
        oldest=Min("due_at", filter=is_due),
    )
    return found


def _age(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0
