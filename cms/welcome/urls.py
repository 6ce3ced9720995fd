"""Addresses of /willkommen/, and of the same questions later, one by one, below /konto/."""

from django.urls import path

from . import views

app_name = "welcome"
urlpatterns = [
    path("willkommen/", views.StartView.as_view(), name="start"),
    path("willkommen/themen/", views.TopicsView.as_view(), name="topics"),
    path("willkommen/beratung/", views.OffersView.as_view(), name="offers"),
    path("willkommen/e-mail/", views.MailView.as_view(), name="mail"),
    path("konto/themen/", views.TopicsView.as_view(is_tour=False), name="own-topics"),
    path("konto/beratung/", views.OffersView.as_view(is_tour=False), name="own-offers"),
]
