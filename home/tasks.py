"""Jobs of the public forms. They carry ids only and may run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@app.task(name="home.tell_office", retry=RETRY)
def tell_office(enquiry_id: int) -> None:
    """Mails an enquiry to the office; the sender's address becomes Reply-To, never From."""
    from .mails import send_enquiry_to_office

    send_enquiry_to_office(enquiry_id)
