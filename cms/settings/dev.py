"""Development and the demo: embedded services, readable errors, static files straight from their folders."""

from .base import *

DEBUG = not IS_DEMO
SECRET_KEY = "only-for-development-and-the-demo-never-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
STATIC_ROOT = None  # type: ignore[assignment]  # straight from their folders, nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
