"""The site's addresses as in the demonstration."""

from django.urls import include, path

from cms.urls import handler429
from cms.urls import urlpatterns as site

__all__ = ["handler429", "urlpatterns"]

urlpatterns = [path("demo/", include("cms.demo.urls")), *site]
