"""Addresses below pages, with the language in front as pages have it."""

from django.urls import re_path

from .views import page_files

urlpatterns = [
    re_path(r"^((?:[\w-]+/)+)feed\.xml$", page_files.feed, name="page-feed"),
    re_path(r"^((?:[\w-]+/)+)kalender\.ics$", page_files.calendar, name="page-calendar"),
]
