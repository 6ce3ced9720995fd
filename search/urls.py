"""The one search of the site."""

from django.urls import path

from .views import ResultsView

app_name = "search"
urlpatterns = [path("suche/", ResultsView.as_view(), name="results")]
