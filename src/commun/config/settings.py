"""The one settings file. Every variable read here is explained in docs/operate/settings.md (a test checks)."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from commun.config.env import Env

env = Env()

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
VAR = env.folder("COMMUN_VAR", ROOT / "var")
TESTING = "pytest" in sys.modules

DEMO = env.flag("COMMUN_DEMO")
DEBUG = env.flag("COMMUN_DEBUG")
# The catalogue of components and the page of mails are for trying and developing, never for a real site.
CATALOGUE = env.flag("COMMUN_CATALOGUE", DEBUG or DEMO or TESTING)
MAIL_PAGE = env.flag("COMMUN_MAIL_PAGE", DEBUG or DEMO or TESTING)
INLINE_WORKER = env.flag("COMMUN_INLINE_WORKER")
SECRET_KEY = env.text("COMMUN_SECRET_KEY", "test-only-key" if TESTING else "")
ALLOWED_HOSTS = env.words("COMMUN_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
SITE_ADDRESS = env.text("COMMUN_ADDRESS", f"http://localhost:{env.integer('COMMUN_PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
CSRF_FAILURE_VIEW = "commun.config.views.form_waited"
SECURE = SITE_ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
    "commun.core",
    "commun.ui",
    "commun.people",
    "commun.governance",
    "commun.tenders",
    "commun.value",
    "commun.bids",
    "commun.exchange",
    "commun.commons",
    "commun.reflection",
    "commun.config",
    # After ui: its widgets' templates win over Django's.
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages only: static files are compressed once, when they are collected.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "commun.core.plain.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commun.core.readonly.ReadOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commun.config.middleware.SignInMiddleware",
    "commun.config.middleware.PersonalMiddleware",
    # Last: it takes the group out of the address, for the view and for the scope of queries.
    "commun.config.middleware.SpaceMiddleware",
]

ROOT_URLCONF = "commun.config.urls"
ASGI_APPLICATION = "commun.config.asgi.application"
WSGI_APPLICATION = "commun.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "commun.ui.context.navigation",
            ],
            "builtins": ["commun.ui.templatetags.ui", "commun.core.templatetags.core"],
        },
    }
]
FORM_RENDERER = "commun.ui.forms.AccessibleRenderer"

# Compiling messages, collecting files or printing help needs no database.
DATABASES = {"default": env.database() if env.variables.get("DATABASE_URL") else {}}
if DATABASES["default"]:
    DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
DATABASE_ROLE = "commun_app"
# The test database is created by its owner; tests/conftest.py leaves that power once the tables stand.
DATABASE_OWNER = env.flag("COMMUN_DB_OWNER", TESTING)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "commun.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Eight figures: easy to type on a phone, and a hundred million guesses for three tries.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = True
# Besides the library's own limits: the eleventh sign-up from one source in a minute waits (O4).
ACCOUNT_RATE_LIMITS = {"signup": "10/m/ip"}
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# ``./commun run`` collects and compresses static files there; tests and bare commands read them where they are.
STATIC_ROOT = None if TESTING else VAR / "static"
STATIC_IS_COLLECTED = STATIC_ROOT is not None and (STATIC_ROOT / "ui").is_dir() and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not STATIC_IS_COLLECTED
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
MEDIA_ROOT = VAR / "files"
MEDIA_URL = "/files/"
# Nothing bigger is kept; what is sent goes to disk as it comes, never whole into memory.
FILE_MOST_BYTES = env.integer("COMMUN_FILE_MOST_MEGABYTES", 20) * 1_000_000
# A long text is told that it is too long by its own page, which keeps its words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_HANDLERS = ["commun.core.uploads.BoundedUploadHandler"]

EMAIL_BACKEND = "commun.core.mail.OutboxBackend"
# smtp://user:password@host:port (smtps:// for TLS); empty: mails stay in the outbox and on the page /_mail/.
MAIL_URL = env.text("COMMUN_MAIL_URL", "")
DEFAULT_FROM_EMAIL = env.text("COMMUN_MAIL_FROM", "Commun <commun@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Lists are written to at group@domain; the name under which our mail server writes what it found of senders.
LIST_DOMAIN = env.text("COMMUN_LIST_DOMAIN", "")
AUTHSERV_ID = env.text("COMMUN_AUTHSERV_ID", "").lower()
# The door by which our mail server hands mails over, on loopback, inside the web process; 0: closed.
LMTP_PORT = env.integer("COMMUN_LMTP_PORT", 0)
# Where there is no mail server of one's own: one mailbox read by IMAP, or a provider that hands mails over by HTTP.
LIST_MAILBOX = env.text("COMMUN_LIST_MAILBOX", "").lower()
IMAP_URL = env.text("COMMUN_IMAP_URL", "")
INBOUND_PROVIDER = env.text("COMMUN_INBOUND_PROVIDER", "").lower()
INBOUND_SECRET = env.text("COMMUN_INBOUND_SECRET", "")
INBOUND_KEY = env.text("COMMUN_INBOUND_KEY", "")
# Names under which django-anymail looks for what a provider signs with.
_PREFIX = INBOUND_PROVIDER.upper()
ANYMAIL = {"WEBHOOK_SECRET": [INBOUND_SECRET] if INBOUND_SECRET else []} | (
    dict.fromkeys(
        (f"{_PREFIX}_WEBHOOK_SIGNING_KEY", f"{_PREFIX}_INBOUND_SECRET", f"{_PREFIX}_SIGNING_SECRET",
         f"{_PREFIX}_WEBHOOK_KEY", f"{_PREFIX}_API_KEY", f"{_PREFIX}_API_TOKEN"), INBOUND_KEY
    ) if INBOUND_KEY else {}
)  # fmt: skip

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 180 if SECURE else 0
if env.flag("COMMUN_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits on sign-in count by visitor, whose address the proxy tells.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Where the live sources are; tests and trials point them at a local server.
BOAMP_ADDRESS = env.text(
    "COMMUN_BOAMP_ADDRESS", "https://boamp-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/boamp"
)
TED_ADDRESS = env.text("COMMUN_TED_ADDRESS", "https://api.ted.europa.eu/v3/notices/search")
FETCH_NOTICES = env.flag("COMMUN_FETCH_NOTICES", not (DEMO or TESTING))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "commun.core.log_lines.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "commun": {"level": "INFO"},
        # Each request is one line of the server: it passes by the same formatter.
        "uvicorn.access": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
