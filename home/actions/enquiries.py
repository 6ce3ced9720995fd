"""Writes of the two public forms."""

from django.db import transaction

from ..models import Enquiry
from ..tasks import tell_office


@transaction.atomic
def receive_enquiry(*, kind: Enquiry.Kind, text: str, name: str = "", email: str = "", page_url: str = "") -> Enquiry:
    """Stores what somebody wrote and defers the mail to the office in one transaction: never one without the other.

    No actor: the forms work without login. Raises IntegrityError where the text is empty or too long.
    """
    enquiry = Enquiry.objects.create(kind=kind, text=text, name=name, email=email, page_url=page_url)
    tell_office.defer(enquiry_id=enquiry.pk)
    return enquiry
