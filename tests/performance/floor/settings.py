"""As little as a signed-in page can do with. What concerns server and database is the site's own."""

from tests.performance import settings as site

DEBUG = False
SECRET_KEY = site.SECRET_KEY
ALLOWED_HOSTS = site.ALLOWED_HOSTS
DATABASES = site.DATABASES
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = site.SESSION_COOKIE_NAME
CSRF_COOKIE_NAME = site.CSRF_COOKIE_NAME
LANGUAGE_CODE, TIME_ZONE, USE_TZ = site.LANGUAGE_CODE, site.TIME_ZONE, site.USE_TZ
LOGGING = site.LOGGING

ROOT_URLCONF = "tests.performance.floor.urls"
INSTALLED_APPS = [
    "tests.performance.floor",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
AUTH_USER_MODEL = "floor.Member"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "tests.performance.statements.StatementsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
    }
]
