"""Jobs about jobs. Those of the apps stand in their own ``tasks`` modules; these concern all of them."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from .office import approval  # noqa: F401  its job is found by way of this module

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 20  # a worker says every ten seconds that it lives
MOST_ATTEMPTS = 8  # of a job whose worker dies again and again: it may be the job that kills it
KEEP_HOURS = 24
KEEP_FAILED_HOURS = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(name="cms.retry_stalled_jobs", queueing_lock="cms.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Gives the jobs of a worker that died to the next one, at most a minute and a half after its death.

    Every job may run twice: it does nothing a second time, or what it does twice is harmless. A job that was begun
    MOST_ATTEMPTS times is set aside as failed; ``/gesundheit/bereit/`` names it.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT_SECONDS):
        await _go_on(jobs, job)


async def _go_on(jobs: JobManager, job: Job) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        logger.error("Job %s (%s) is set aside: its worker died %d times.", job.id, job.task_name, job.attempts)
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        return
    try:
        await jobs.retry_job(job)
    except UniqueViolation:  # its next turn waits already, and there is one at a time
        await jobs.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="17 * * * *")
@app.task(name="cms.prune_jobs", queueing_lock="cms.prune_jobs", pass_context=True)
async def prune_jobs(context: JobContext, timestamp: int) -> None:
    """Forgets finished jobs after a day, and failed ones after thirty."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=KEEP_HOURS)
    await jobs.delete_old_jobs(
        nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
