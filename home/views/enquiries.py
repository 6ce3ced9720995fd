"""Contact form and barrier report: parse, check the rate, store, confirm by a page of its own."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView, TemplateView

from ..actions.enquiries import receive_enquiry
from ..forms import BarrierReportForm, ContactForm, EnquiryForm
from ..limits import HOUR, take_enquiry_slot
from ..models import Enquiry

RECEIPT_SALT = "home.enquiry.receipt"
RECEIPT_SECONDS = 24 * HOUR


class EnquiryView(FormView[EnquiryForm]):
    """Shared by both forms. The address of the receipt is signed, so that no cookie is needed to show the number."""

    def form_valid(self, form: EnquiryForm) -> HttpResponse:
        if not take_enquiry_slot(get_adapter().get_client_ip(self.request)):
            return self._too_many(form)
        fields = ("text", "name", "email", "page_url")
        enquiry = receive_enquiry(
            kind=form.kind, **{name: form.cleaned_data[name] for name in fields if name in form.cleaned_data}
        )
        return redirect("home:enquiry-received", receipt=signing.dumps(enquiry.pk, salt=RECEIPT_SALT))

    def form_invalid(self, form: EnquiryForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def _too_many(self, form: EnquiryForm) -> HttpResponse:
        context = self.get_context_data(form=form, is_limited=True)
        response = render(self.request, self.get_template_names(), context, status=429)
        response.headers["Retry-After"] = str(HOUR)
        return response


class ContactView(EnquiryView):
    form_class = ContactForm
    template_name = "home/contact.html"


class BarrierReportView(EnquiryView):
    form_class = BarrierReportForm
    template_name = "home/barrier_report.html"

    def get_initial(self) -> dict[str, Any]:
        return {"page_url": self.request.GET.get("seite", "")[:500] or _own_referrer(self.request)}


class EnquiryReceivedView(TemplateView):
    template_name = "home/enquiry_received.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            pk = signing.loads(kwargs["receipt"], salt=RECEIPT_SALT, max_age=RECEIPT_SECONDS)
        except signing.BadSignature as error:
            raise Http404 from error
        enquiry = Enquiry.objects.filter(pk=pk).first()
        if enquiry is None:
            raise Http404
        return super().get_context_data(enquiry=enquiry, **kwargs)


def _own_referrer(request: HttpRequest) -> str:
    """Path of the page of this site the person came from; foreign addresses are ignored."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path[:500] if came_from.netloc == request.get_host() and came_from.path != request.path else ""
