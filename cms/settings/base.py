"""Settings all environments share. Nothing here starts a server or touches the network."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from cms import services
from directory.enums import Kind

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = services.var_dir()
IS_DEMO = os.environ.get("RATSCHLAG_DEMO") == "1"

INSTALLED_APPS = [
    "django.contrib.staticfiles",  # first, because each {% static %} asks whether it is there
    "cms",
    "cms.accounts",
    "cms.media",
    "search",
    "home",
    "forum",
    "directory",
    "notifications",
    "kit",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "channels",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.PersonMiddleware",
    "cms.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cms.middleware.PrivateResponsesMiddleware",
    "cms.middleware.MembersOnlyMiddleware",
    "home.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["cms.lean_templates.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "cms.chrome.chrome",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASE: dict[str, Any] = dict(
    dj_database_url.parse(services.database_url(), conn_max_age=600, conn_health_checks=True)
)
# Statements that come again and again (kit.prepared) are planned once for each connection.
OPTIONS = {"connect_timeout": 3, "prepare_threshold": 5}
DATABASES = {"default": {**DATABASE, "OPTIONS": {**OPTIONS, **DATABASE.get("OPTIONS", {})}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and rate limits live in PostgreSQL: they must work while Valkey is away. `local` holds chrome only (menu,
# footer, banner), the same for everybody, at most a minute old.
SESSION_ENGINE = "cms.accounts.sessions"
CACHES = {
    "default": {
        "BACKEND": "cms.accounts.cache.PostgresCache",  # an unlogged table, made by cms.accounts' first migration
        "LOCATION": "ratschlag_cache",
        "TIMEOUT": 3600,
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}

# Valkey carries doorbells and nothing else.
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [services.valkey_url()], "prefix": "ratschlag"},
    }
}
LIVE_URL = os.environ.get("LIVE_URL", "")  # empty: sockets live on the page's own origin

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cms.accounts.validators.MaximumLengthValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/uebersicht/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "cms.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cms.accounts.forms.LoginForm",
    "reauthenticate": "cms.accounts.forms.ReauthenticateForm",
    "reset_password": "cms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cms.accounts.forms.ResetPasswordKeyForm",
    "change_password": "cms.accounts.forms.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # nobody signs up; allauth's login wants to know
# The address stands in User.email alone: allauth's own table of addresses would keep an old one valid for signing in.
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts exist by invitation to an address only
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_EMAIL_NOTIFICATIONS = False  # cms.accounts.actions tell people, by job
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; all other sessions end
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A town hall shares one address: many people log in from it at 8:00. One account is guarded strictly instead.
ACCOUNT_LIMITS = {
    "sign_in": "300/m/ip",
    "wrong_password": "100/m/ip,5/5m/key",
    "reset_password": "100/m/ip",
    "mail_to_address": "2/h/key,5/d/key",
    "accept_invitation": "100/m/ip",
    "invite": "200/h/user",
}
# Counted by cms.accounts.limits instead, whose counters many people can share.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "", "reset_password": "", "reset_password_from_key": "100/m/ip"}
USERSESSIONS_TRACK_ACTIVITY = False

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
FORMAT_MODULE_PATH = ["cms.formats"]

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in (
        ("vendor/kern", NODE_MODULES / "@kern-ux" / "native" / "dist"),
        ("vendor/fira-sans", NODE_MODULES / "@fontsource" / "fira-sans" / "files"),
    )
    if folder.is_dir()
]
MEDIA_URL = "/medien/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.static_files.StaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = [
    "forum.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "cms.csrf.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Kommunen-Netzwerk: engagiert in NRW"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "media.NetworkImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.NetworkDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # the workflow tells who approves, not who runs the servers
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/anmelden/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # people set their own by mail; nobody else ever knows it
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "german"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Plug-ins -------------------------------------------------------------------------------------------------------

FORUM: dict[str, Any] = {
    "FILES_ROOT": MEDIA_ROOT / "forum",  # nothing below MEDIA_ROOT has an address of its own here
    "CLAMD": os.environ.get("CLAMD", ""),  # host:port, or the path of a socket
    "AFFILIATION_OF": "cms.wiring.affiliation_of",
    "AFFILIATION_WORDS": "cms.wiring.affiliation_words",
    "AUTHOR_CARDS": "cms.wiring.author_cards",
    "DISPLAY_NAME": "cms.wiring.display_name",
    "INTERESTS_OF": "cms.wiring.interests_of",
    "PRINT_FONTS": "vendor/fira-sans/fira-sans-{script}-{weight}-{style}.woff",
    "LIKENESS_OF": "cms.wiring.likeness_of",
    "OWN_CONTACTS": "cms.wiring.own_contacts",
    "PEOPLE_OF": "cms.wiring.people_of",
    "SIMILAR_THREADS": "search.similar.similar_threads",
    "SUGGEST_URL_NAME": "search:similar",
    "CACHE": "local",
}
DIRECTORY = {
    "MANDATES_MAKE_MEMBERS": True,
    "INVITE_URL_NAME": "accounts:invitation-list",
    "DISPLAY_NAME": "cms.wiring.display_name",
    "MAP": "cms.maps.network_map",
    "KINDS": [
        *(kind for kind in Kind.choices if kind[0] != Kind.REGIERUNGSBEZIRK),
        (Kind.REGIERUNGSBEZIRK.value, _("Regional government")),  # the authority joins, not its territory
        ("landschaftsverband", _("Regional association")),
    ],
    "SIZE_CLASSES": [  # § 4 GO NRW
        ("grosse_kreisangehoerige_stadt", _("large town within a district")),
        ("mittlere_kreisangehoerige_stadt", _("middle-sized town within a district")),
    ],
}
NOTIFICATIONS: dict[str, Any] = {
    "MAIL_DELAY_MINUTES": 1 if IS_DEMO else 10,
    "HOLIDAYS": ("DE", "NW"),
    "DISPLAY_NAME": "cms.wiring.display_name",
    "LANGUAGE_OF": "cms.wiring.language_of",
    "DEPUTIES_OF": "cms.wiring.deputies_of",
    "MAIL_FOOTER": "cms.wiring.mail_footer",
    "ADDRESS_URL_NAME": "account_email",
    "BOUNCE_ADDRESS": os.environ.get("BOUNCE_ADDRESS", ""),
}

# Without a server PostgreSQL searches; with one it steps in when the server does not answer. All keys: search/conf.py.
SEARCH: dict[str, Any] = {"URL": os.environ.get("ELASTICSEARCH_URL", "")}

# --- Mail -----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Kommunen-Netzwerk <netzwerk@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OFFICE_EMAIL = os.environ.get("OFFICE_EMAIL", "geschaeftsstelle@localhost")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("SMTP_HOST", "127.0.0.1"),
            "port": int(os.environ.get("SMTP_PORT", "1025")),
            "username": os.environ.get("SMTP_USER", ""),
            "password": os.environ.get("SMTP_PASSWORD", ""),
            "use_ssl": os.environ.get("SMTP_TLS") == "1",
            "timeout": 10,
        },
    }
}

# A provider instead of SMTP: MAIL_PROVIDER=brevo, ANYMAIL_BREVO_API_KEY=… (names: django-anymail's documentation).
MAIL_PROVIDER = os.environ.get("MAIL_PROVIDER", "")
if MAIL_PROVIDER:
    INSTALLED_APPS += ["anymail"]
    MAILERS = {"default": {"BACKEND": f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"}}
    NOTIFICATIONS["BOUNCE_ADDRESS"] = ""  # the provider takes mails back itself and tells cms.mail_provider
    ANYMAIL = {
        "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
        "IGNORE_UNSUPPORTED_FEATURES": True,  # not every provider can be told so for each mail
        **{name[8:]: value for name, value in os.environ.items() if name.startswith("ANYMAIL_")},
    }

# --- Browser --------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF, *([LIVE_URL] if LIVE_URL else [])],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"elastic_transport": {"level": "ERROR"}},  # search.engine says it once, this for each connection
    "root": {"handlers": ["console"], "level": "WARNING"},
}
