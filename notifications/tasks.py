"""Jobs of the notifications app. They may run twice, and at the same time."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send_mails", queueing_lock="notifications.send_mails", priority=-10)
def send_mails(timestamp: int) -> None:
    """Sends the mails that are due; asks for another turn where more are. Other jobs come first."""
    from .actions.sending import send_due_mails

    if send_due_mails():
        with suppress(AlreadyEnqueued):
            send_mails.configure(task_kwargs={"timestamp": timestamp}).defer()


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.send_digests", queueing_lock="notifications.send_digests", priority=-20)
def send_digests(timestamp: int) -> None:
    """Plans the digests whose hour has come, and sends them; asks for another turn where more are due."""
    from .actions.digesting import send_due_digests
    from .actions.planning import plan_digests

    plan_digests()
    if send_due_digests():
        with suppress(AlreadyEnqueued):
            send_digests.configure(task_kwargs={"timestamp": timestamp}).defer()


@app.periodic(cron="40 3 * * *")
@app.task(name="notifications.delete_old", queueing_lock="notifications.delete_old", priority=-10)
def delete_old(timestamp: int) -> None:
    """Deletes notifications that nothing has happened to for 90 days."""
    from .actions.pruning import delete_old_notifications

    delete_old_notifications()
