"""The editors' area: Wagtail's admin, entered through the site's own login."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from .accounts.views import EditorLoginView, LogoutView

urlpatterns = [
    path("login/", EditorLoginView.as_view()),
    path("logout/", LogoutView.as_view()),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("", include(wagtailadmin_urls)),
]
