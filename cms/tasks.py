"""Jobs about jobs. Those of the apps stand in their own ``tasks`` modules; these concern all of them."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from .office import approval  # noqa: F401  its job is found by way of this module

HEARTBEAT_SECONDS = 20  # a worker says every ten seconds that it lives
KEEP_HOURS = 24
KEEP_FAILED_HOURS = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(name="cms.retry_stalled_jobs", queueing_lock="cms.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Gives the jobs of a worker that died to the next one, at most a minute and a half after its death.

    Every job may run twice: it does nothing a second time, or what it does twice is harmless.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT_SECONDS):
        await jobs.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(name="cms.prune_jobs", queueing_lock="cms.prune_jobs", pass_context=True)
async def prune_jobs(context: JobContext, timestamp: int) -> None:
    """Forgets finished jobs after a day, and failed ones after thirty."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=KEEP_HOURS)
    await jobs.delete_old_jobs(
        nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
