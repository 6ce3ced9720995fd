"""The public forms, in each language at an address of its own; cms.urls puts the language in front."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views.enquiries import BarrierReportView, ContactView, EnquiryReceivedView

app_name = "home"
urlpatterns = [
    path(_("contact/"), ContactView.as_view(), name="contact"),
    path(_("report-barrier/"), BarrierReportView.as_view(), name="barrier-report"),
    path(_("contact/received/<str:receipt>/"), EnquiryReceivedView.as_view(), name="enquiry-received"),
]
