"""Jobs of the directory. They may run twice: a message that is sent has no words any more."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@app.task(name="directory.send_message", retry=RETRY)
def send_message(*, message_id: int) -> None:
    """Mails a message, if its sender may still write to its recipient."""
    from .actions.messages import deliver_message

    deliver_message(message_id=message_id)


@app.periodic(cron="27 3 * * *")
@app.task(name="directory.delete_messages", queueing_lock="directory.delete_messages")
def delete_messages(timestamp: int) -> None:
    """Deletes what is left of messages: who has sent one, and those nobody could deliver."""
    from .actions.messages import delete_old_messages

    delete_old_messages()


@app.periodic(cron="5 4 * * *")
@app.task(name="directory.ask_to_confirm", queueing_lock="directory.ask_to_confirm", priority=-10)
def ask_to_confirm(timestamp: int) -> None:
    """Asks members whose profile is a year old whether it is still right; before notifications.tell_requests."""
    from .confirmation import ask_to_confirm

    ask_to_confirm()
