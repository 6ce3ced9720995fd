"""Addresses of the office in the editors' area that belong to no list."""

from django.urls import path

from . import views

urlpatterns = [
    path("reports/pruefen/", views.PagesToCheckView.as_view(), name="office_pages_to_check"),
    path(
        "reports/pruefen/results/",
        views.PagesToCheckView.as_view(results_only=True),
        name="office_pages_to_check_results",
    ),
]
