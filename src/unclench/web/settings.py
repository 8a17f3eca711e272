"""Django's settings. Everything that differs between machines comes from the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from unclench.web.folder import database, read_address, secret

HERE = Path(__file__).parent
ADDRESS = read_address()

SECRET_KEY = secret()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ADDRESS.names]
ROOT_URLCONF = "unclench.web.urls"
WSGI_APPLICATION = "unclench.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "csp",
    "django_htmx",
    "unclench.web.accounts",
    "unclench.web.today",
    "unclench.web.sessions",
    "unclench.web.diary",
    "unclench.web.measures",
    "unclench.web.atlas",
    "unclench.web.evidence",
    "unclench.web.figures",
    "unclench.web.offline",
    "unclench.web.recordings",
    "unclench.web.yours",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "unclench.web.middleware.private_answers",
    "unclench.web.middleware.smaller_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "unclench.web.middleware.PatientSessions",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "unclench.web.middleware.SameOriginOnly",
    "unclench.web.middleware.SignedInOnly",
    "unclench.web.middleware.in_the_zone",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["unclench.web.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "unclench.web.context.everywhere",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "unclench.web.sqlite",
        "NAME": database(),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                "PRAGMA cache_size = -8000"
            ),
        },
    }
}

USE_I18N = True
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"

# Cookies know no ports: another program of this machine at another port would overwrite one of the same name.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"unclench_{ADDRESS.port}"
SESSION_COOKIE_AGE = 400 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = ADDRESS.tls
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "unclench.web.errors.stale_form"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Vite puts a digest into the names of these.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
# No form sends a file. By default Django would keep one of any size in the temporary folder.
FILE_UPLOAD_HANDLERS: list[str] = []

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    # Paths hold nothing but random ids; what people typed is never logged.
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}
