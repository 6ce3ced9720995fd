"""Jobs of the notifications app. They may run twice, and at the same time."""

from contextlib import suppress

from procrastinate import RetryStrategy
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


@app.periodic(cron="20 4 * * 1-5")
@app.task(name="notifications.tell_requests", queueing_lock="notifications.tell_requests", priority=-10)
def tell_requests(timestamp: int) -> None:
    """Before the digests of a working day: tells people what they are asked, within their budget."""
    from .actions.requests import delete_old_requests, tell_requests

    tell_requests()
    delete_old_requests()


@app.task(name="notifications.tell_of_announcement", retry=RetryStrategy(max_attempts=12, exponential_wait=2))
def tell_of_announcement(announcement_id: int) -> None:
    """Tells an announcement to its audience; nothing where the audience is gone."""
    from .actions.announcing import tell_receivers
    from .audiences import find_audience
    from .models import Announcement

    announcement = Announcement.objects.select_related("author").get(pk=announcement_id)
    if audience := find_audience(announcement.audience):
        tell_receivers(announcement, audience)
