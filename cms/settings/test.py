"""Tests: real PostgreSQL and Valkey, cheap password hashes, no manifest for static files."""

import os

from cms import services

# Servers and files of their own, so that tests never touch what the demo keeps.
if services.var_dir().name != "test":
    os.environ["RATSCHLAG_VAR"] = str(services.var_dir() / "test")

from .base import *

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = None  # type: ignore[assignment]  # straight from their folders, nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else every test client lists all static files first: 60 ms each
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
