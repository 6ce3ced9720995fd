"""Mails to the office."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Enquiry


def send_enquiry_to_office(enquiry_id: int) -> None:
    """Sends the stored enquiry as plain text; nothing happens where it was deleted in the meantime."""
    enquiry = Enquiry.objects.filter(pk=enquiry_id).first()
    if enquiry is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = {
            Enquiry.Kind.CONTACT: _("Message %(number)s from the contact form"),
            Enquiry.Kind.BARRIER: _("Barrier report %(number)s"),
        }[Enquiry.Kind(enquiry.kind)] % {"number": enquiry.number}
        body = render_to_string(
            "home/mail/enquiry.txt", {"enquiry": enquiry, "base_url": settings.WAGTAILADMIN_BASE_URL}
        )
    EmailMessage(
        subject=subject,
        body=body,
        to=[settings.OFFICE_EMAIL],
        reply_to=[enquiry.email] if enquiry.email else None,
        headers={"Message-ID": f"<enquiry-{enquiry.pk}@{settings.OFFICE_EMAIL.rpartition('@')[2]}>"},
    ).send()
