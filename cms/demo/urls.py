from django.urls import path

from .views import MailView, OutboxView

app_name = "demo"
urlpatterns = [
    path("post/", OutboxView.as_view(), name="outbox"),
    path("post/<str:name>/", MailView.as_view(), name="mail"),
]
