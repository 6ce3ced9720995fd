"""Jobs of the public pages. They carry ids only and may run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)
MINUTES_TO_CORRECT = 10  # who has just published often corrects something


@app.task(name="home.tell_office", retry=RETRY)
def tell_office(enquiry_id: int) -> None:
    """Mails an enquiry to the office; the sender's address becomes Reply-To, never From."""
    from .mails import send_enquiry_to_office

    send_enquiry_to_office(enquiry_id)


@app.task(name="home.tell_of_event", retry=RETRY)
def tell_of_event(event_id: int) -> None:
    """Tells members of a published event, if it still is one and they do not know it as it is."""
    from .actions.event_notices import tell_of_event
    from .models import EventPage

    if EventPage.objects.filter(pk=event_id).exists():
        tell_of_event(event_id)
