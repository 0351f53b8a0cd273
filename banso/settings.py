"""Django settings of one process, which serves one workspace (rules.md R16).

The workspace is a folder: its records, lake, uploads and secret key live in it. Everything that
differs between installations comes from the environment; docs/user/settings.md lists it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from banso.workspace.records import records

BASE_DIR = Path(__file__).resolve().parent.parent
BANSO_HOME = Path(os.environ.get("BANSO_HOME") or BASE_DIR / ".banso").resolve()
BANSO_WORKSPACE = os.environ.get("BANSO_WORKSPACE") or "demo"
BANSO_FOLDER = BANSO_HOME / BANSO_WORKSPACE
BANSO_FOLDER.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The workspace's own key, made once, readable by its owner only."""
    path = BANSO_FOLDER / "secret.key"
    if not path.exists():
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.touch(mode=0o600)
        scratch.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(scratch, path)  # two processes starting at once agree on one key
        scratch.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("BANSO_DEBUG") == "1"
ALLOWED_HOSTS = [
    h for h in os.environ.get("BANSO_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h
]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BANSO_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "banso.workspace",
    "banso.events",
    "banso.customers",
    "banso.revenue",
    "banso.metrics",
    "banso.journey",
    "banso.execution.promises",
    "banso.execution.meetings",
    "banso.execution.tasks",
    "banso.execution.today",
    "banso.connectors",
    "banso.connectors.calendar",
    "banso.connectors.email",
    "banso.interfaces.commands",
    "banso.interfaces.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "banso.interfaces.web.frame.middleware.FrameMiddleware",
]

ROOT_URLCONF = "banso.urls"
ASGI_APPLICATION = "banso.asgi.application"

# Each screen keeps its templates and static files in its own folder.
_WEB = BASE_DIR / "banso" / "interfaces" / "web"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates", *sorted(_WEB.glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "banso.interfaces.web.frame.context.frame",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": records(BANSO_FOLDER, BANSO_WORKSPACE, os.environ)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "workspace.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "banso.interfaces.web.signin.adapter.ClosedAccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Nobody signs up by themselves, so nobody can hold another person's address; see the adapter.
MFA_ALLOW_UNVERIFIED_EMAIL = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Cookies are shared by every port of a host, so each workspace has its own names.
SESSION_COOKIE_NAME = f"banso_{BANSO_WORKSPACE}_session"
CSRF_COOKIE_NAME = f"banso_{BANSO_WORKSPACE}_csrf"
LANGUAGE_COOKIE_NAME = f"banso_{BANSO_WORKSPACE}_language"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_HTTPS = os.environ.get("BANSO_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "banso" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # instants are UTC; local days use the workspace's own fixed zone

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted(_WEB.glob("*/static"))
STATIC_ROOT = BASE_DIR / "static-built"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 600

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = BANSO_FOLDER / "uploads" / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BANSO_LOG", "WARNING")},
}
