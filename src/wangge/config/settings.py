"""One settings file; everything an operator may change comes from the environment."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from wangge.config import env

DATA_DIR = env.data_dir()
PACKAGE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """The operator's key, else one made once and kept with the data."""
    given = env.text("WANGGE_SECRET_KEY")
    if given:
        return given
    path = DATA_DIR / "secret.key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = env.flag("WANGGE_DEBUG", default=False)
DEMO = env.flag("WANGGE_DEMO", default=False)
ALLOWED_HOSTS = env.words("WANGGE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("WANGGE_ORIGINS", "")
BEHIND_TLS = env.flag("WANGGE_TLS", default=False)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "wangge.config",
    "wangge.search",
    "wangge.audit",
    "wangge.accounts",
    "wangge.areas",
    "wangge.posts",
    "wangge.files",
    "wangge.notices",
    "wangge.exchange",
    "wangge.dictionary",
    "wangge.guarded",
    "wangge.places",
    "wangge.people",
    "wangge.premises",
    "wangge.lives",
    "wangge.rights",
    "wangge.upkeep",
    "wangge.publicity",
    "wangge.filings",
    "wangge.incidents",
    "wangge.visits",
    "wangge.sync",
    "wangge.prints",
    "wangge.redivision",
    "wangge.console",
    "wangge.portal",
    "wangge.field",
    "wangge.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wangge.config.middleware.StaffMiddleware",
    "wangge.config.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wangge.config.urls"
WSGI_APPLICATION = "wangge.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wangge.config.context.product",
            ],
        },
    },
]

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-16000;"
    ),
}


def _database() -> dict[str, Any]:
    url = env.text("DATABASE_URL")
    if url:
        # With PgBouncer in transaction mode neither sessions nor cursors outlive a transaction.
        engine = "wangge.config.postgresql"
        return {
            **dj_database_url.parse(url, engine=engine, conn_max_age=None, conn_health_checks=True),
            "DISABLE_SERVER_SIDE_CURSORS": True,
        }
    return {
        "ENGINE": "wangge.config.sqlite",
        "NAME": DATA_DIR / "wangge.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": SQLITE_OPTIONS,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Which module does the cryptography, and what a new installation seals with.
CRYPTO_PROVIDER = env.text("WANGGE_CRYPTO_PROVIDER", "wangge.privacy.providers.Software")
CIPHER = env.text("WANGGE_CIPHER", "AES-256-GCM")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["wangge.accounts.hashing.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Five failures lock the name for half an hour, the usual reading of GB/T 22239 on failed log-ins.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# The page or API that asked says in its own form that the name is locked.
AXES_LOCKOUT_CALLABLE = "wangge.config.lockout.as_answered"
LOGIN_URL = "console:sign_in"
LOGIN_REDIRECT_URL = "console:home"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# The map: a tile archive (PMTiles) and picture tiles (XYZ, Web Mercator on CGCS2000 or WGS 84).
MAP_TILES = env.text("WANGGE_MAP_TILES")
MAP_XYZ = env.text("WANGGE_MAP_XYZ").split()
MAP_CREDIT = env.text("WANGGE_MAP_CREDIT", "© OpenStreetMap contributors" if DEMO else "")

STATIC_URL = "/static/"
# Nothing is collected: WhiteNoise serves the package's own files, compressed when they were built.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
# axes.W006: whole offices share one address; locking by name is what the standard asks.
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
]
NINJA_PAGINATION_MAX_LIMIT = 200
os.environ.setdefault("TZ", TIME_ZONE)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("WANGGE_LOG_LEVEL", "WARNING")},
}
