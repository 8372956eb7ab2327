"""Where we run, read from the environment; what the law is stands in the packs."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, unquote, urlsplit

from multiguna.kernel import embedded
from multiguna.kernel.home import secret


def _database(url: str, *, pooled: bool) -> dict[str, object]:
    """Django's settings for a `postgresql://user:password@host:port/name?host=…` URL."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 30} if pooled else False,
            "prepare_threshold": 5,
            **query,
        },
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def mail_settings(url: str) -> dict[str, object]:
    """Django's settings for a mail server: `smtp://user:password@host:port` or `smtps://…`.

    `smtps` speaks TLS from the start (port 465). `smtp` starts TLS (port 587), and only with this
    very computer it speaks openly (port 25). Without a URL nothing leaves: mail is printed.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("MULTIGUNA_SMTP_URL must be smtp://… or smtps://… with a host")
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 25 if local else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and not local,
        "EMAIL_TIMEOUT": 20,
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.cluster().url(embedded.APP)
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL") or embedded.cluster().url(embedded.OWNER)
DATABASES = {
    "default": _database(DATABASE_URL, pooled=True),
    "owner": _database(DATABASE_OWNER_URL, pooled=False),  # migrations and privileges alone
}

DEMO = os.environ.get("MULTIGUNA_DEMO") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("MULTIGUNA_SECRET_KEY") or secret("django")
ALLOWED_HOSTS = os.environ.get("MULTIGUNA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_FAILURE_VIEW = "multiguna.web.pages.csrf_failed"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MULTIGUNA_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "multiguna.audit",
    "multiguna.accounts",
    "multiguna.programme",
    "multiguna.registry",
    "multiguna.providers",
    "multiguna.ledger",
    "multiguna.coverage",
    "multiguna.guarantees",
    "multiguna.claims",
    "multiguna.payments",
    "multiguna.planning",
    "multiguna.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "multiguna.urls"
WSGI_APPLICATION = "multiguna.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "multiguna.web.context.page",
            ],
        },
    },
]
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
STATIC_URL = "static/"
FILE_UPLOAD_HANDLERS = ["multiguna.web.uploads.Bounded"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if os.environ.get("MULTIGUNA_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

globals().update(mail_settings(os.environ.get("MULTIGUNA_SMTP_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("MULTIGUNA_MAIL_FROM", "multiguna@localhost")
DIGEST_TO = [
    to.strip() for to in os.environ.get("MULTIGUNA_DIGEST_TO", "").split(",") if to.strip()
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "multiguna.kernel.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
