"""The one search of the site."""

from django.urls import path

from .views import ResultsView, SimilarView

app_name = "search"
urlpatterns = [
    path("suche/", ResultsView.as_view(), name="results"),
    path("suche/aehnliche/", SimilarView.as_view(), name="similar"),
]
