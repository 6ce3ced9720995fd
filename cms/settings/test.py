"""Tests: real PostgreSQL and Valkey, cheap password hashes, no manifest for static files."""

import os
from pathlib import Path

from cms import services

# Servers and files of their own, so that tests never touch what the demo keeps; and each of several test processes
# (pytest -n 2) has its own, too. The processes a test starts inherit the folder.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
folder = services.var_dir()
if "test" not in folder.parts[-2:]:
    folder /= "test"
if WORKER and folder.name != WORKER:
    folder /= WORKER
os.environ["RATSCHLAG_VAR"] = str(folder)

from .base import *

CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"ratschlag{WORKER}"  # a Valkey given from outside is shared
DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = None  # type: ignore[assignment]  # straight from their folders, nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else every test client lists all static files first: 60 ms each
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Tests run at any hour; those of quiet hours set them.
NOTIFICATIONS = {**NOTIFICATIONS, "MAIL_DEFAULTS": {"quiet_from": 0, "quiet_until": 0, "quiet_weekend": False}}
FORUM = {**FORUM, "GRACE_MINUTES": 0}  # tests edit at once; those of the grace set it
SEARCH = {"ENGINE": "postgres", "SEARCHES_PER_MINUTE": None}  # tests of Elasticsearch set it themselves

# The processes of tests/harness/site.py outlive their database: what they keep of one does not count in the next.
if generation := os.environ.get("DATABASE_GENERATION"):
    generation_file = Path(generation)
    CACHES["local"]["KEY_FUNCTION"] = lambda key, *_: f"{generation_file.stat().st_mtime_ns}:{key}"
