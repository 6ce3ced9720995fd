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


@app.periodic(cron="40 3 * * *")
@app.task(name="notifications.delete_old", queueing_lock="notifications.delete_old", priority=-10)
def delete_old(timestamp: int) -> None:
    """Deletes notifications that nothing has happened to for 90 days."""
    from .actions.pruning import delete_old_notifications

    delete_old_notifications()
