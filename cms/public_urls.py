"""Addresses outside the members' area that are not Wagtail pages."""

from django.urls import include, path

from . import health

urlpatterns = [
    path("gesundheit/", health.live, name="health-live"),
    path("gesundheit/bereit/", health.ready, name="health-ready"),
    path("", include("home.urls")),
]
