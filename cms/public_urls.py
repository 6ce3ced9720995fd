"""Addresses for everybody beside the pages: health, pictures, and what machines ask for."""

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView, TemplateView
from wagtail.contrib.sitemaps.views import sitemap

from home.sitemaps import PublicPages

from . import health
from .media.views import rendition

urlpatterns = [
    path("gesundheit/", health.live, name="health-live"),
    path("gesundheit/bereit/", health.ready, name="health-ready"),
    path("gesundheit/metriken/", health.metrics, name="health-metrics"),
    path("medien/<path:path>", rendition, name="rendition"),
    path(
        "robots.txt",
        cache_control(public=True, max_age=3600)(
            TemplateView.as_view(template_name="cms/robots.txt", content_type="text/plain; charset=utf-8")
        ),
        name="robots",
    ),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="sitemap"),
    path("favicon.ico", RedirectView.as_view(url="/static/cms/favicon.svg"), name="favicon"),
]
