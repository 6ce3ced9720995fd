"""The editors' area: Wagtail's admin, entered through the site's own login."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("logout/", RedirectView.as_view(pattern_name="account_logout")),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("", include(wagtailadmin_urls)),
]
