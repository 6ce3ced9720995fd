"""Production: every secret comes from the environment, and the process refuses to start without it."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *

REQUIRED = {
    "SECRET_KEY": "a long random value",
    "BASE_URL": "the site's address, e.g. https://netzwerk.example",
    "DATABASE_URL": "postgres://user:password@host:5432/name",
    "VALKEY_URL": "redis://host:6379/0",
    "SMTP_HOST": "the mail server",
    "DEFAULT_FROM_EMAIL": "the sender of all mails",
    "OFFICE_EMAIL": "where contact and barrier reports go",
}
if MAIL_PROVIDER:
    del REQUIRED["SMTP_HOST"]
    REQUIRED["ANYMAIL_WEBHOOK_SECRET"] = "user:password in the address of the provider's webhook"  # noqa: S105
missing = [f"{name} ({what})" for name, what in REQUIRED.items() if not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured("Missing environment variables: " + ", ".join(missing))
if IS_DEMO:
    raise ImproperlyConfigured("RATSCHLAG_DEMO must not be set with the production settings.")

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
BASE_URL = urlsplit(os.environ["BASE_URL"])
ALLOWED_HOSTS = [BASE_URL.hostname or "", *filter(None, os.environ.get("EXTRA_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"{BASE_URL.scheme}://{BASE_URL.netloc}"]
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = os.environ.get("SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^gesundheit/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
