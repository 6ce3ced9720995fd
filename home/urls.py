from django.urls import path

from .views.enquiries import BarrierReportView, ContactView, EnquiryReceivedView

app_name = "home"
urlpatterns = [
    path("kontakt/", ContactView.as_view(), name="contact"),
    path("barriere-melden/", BarrierReportView.as_view(), name="barrier-report"),
    path("kontakt/eingang/<str:receipt>/", EnquiryReceivedView.as_view(), name="enquiry-received"),
]
