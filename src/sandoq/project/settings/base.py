"""Settings that hold everywhere; `local`, `station`, `production` and `test` only add to them.

Every value that differs between installations comes from the environment, so that one package
serves a station laptop, a province and the nation.
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[2]
REPOSITORY = PACKAGE.parents[1]
HOME = Path(os.environ.get("SANDOQ_HOME", REPOSITORY / "var")).resolve()
NODE_MODULES = Path(os.environ.get("SANDOQ_NODE_MODULES", REPOSITORY / "node_modules")).resolve()

DEBUG = False
DEMO = False


def _secret(name: str) -> str:
    """The secret from the environment, else one made once and kept in the installation's home."""
    if value := os.environ.get(name):
        return value
    kept = HOME / "secrets" / name.lower()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = kept.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(part, kept)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return kept.read_text(encoding="ascii").strip()


SECRET_KEY = _secret("SANDOQ_SECRET_KEY")
# Newest first: the first key encrypts, all decrypt. Comma-separated in the environment.
FIELD_KEYS = _secret("SANDOQ_FIELD_KEYS").split(",")
BLIND_INDEX_KEY = _secret("SANDOQ_BLIND_INDEX_KEY")
PHOTO_DISTANCE = int(os.environ.get("SANDOQ_PHOTO_DISTANCE", "6"))
"""Photos that differ in at most so many of 64 bits are flagged as alike."""
ALLOWED_HOSTS = [h for h in os.environ.get("SANDOQ_HOSTS", "").split(",") if h]
PUBLIC_ADDRESS = os.environ.get("SANDOQ_ADDRESS", "").rstrip("/")
"""Where people reach the pages, such as https://sandoq.example; printed on status reports."""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "treebeard",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "sandoq.ui",
    "sandoq.apps.accounts",
    "sandoq.apps.territory",
    "sandoq.apps.elections",
    "sandoq.apps.inventory",
    "sandoq.apps.connectivity",
    "sandoq.apps.workforce",
    "sandoq.apps.readiness",
    "sandoq.apps.planning",
    "sandoq.apps.obstacles",
    "sandoq.project.jobs",
    "sandoq.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sandoq.project.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sandoq.apps.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sandoq.project.middleware.SwapMiddleware",
    "sandoq.project.middleware.PlaceMiddleware",
    "sandoq.project.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "sandoq.project.urls"
CSRF_FAILURE_VIEW = "sandoq.project.failures.forged"
ASGI_APPLICATION = "sandoq.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "sandoq.project.context.shell",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "sandoq.ui.templatetags.sandoq"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
    ),
}


def database(url: str | None = None) -> dict[str, object]:
    """The database from `DATABASE_URL`; SQLite in the installation's home without one."""
    url = url or os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'sandoq.sqlite3'}"
    settings = dict(dj_database_url.parse(url))
    if "sqlite" in str(settings["ENGINE"]):
        Path(str(settings["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    else:
        settings["CONN_HEALTH_CHECKS"] = True
        settings["CONN_MAX_AGE"] = 60
    return settings


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "sandoq.apps.accounts.passwords.PasswordValidator"}]
AUTHENTICATION_BACKENDS = ["sandoq.apps.accounts.backends.PasswordBackend"]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds an invitation or a reset link lives
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "sandoq.apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]  # nobody signs up: see the adapter
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever makes an account vouches for its address
# A mail to unknown addresses, too: who listens to the mail server's pace learns nothing.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or a password changes
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "10/m/ip,3/m/key"}
# Proxies in front whose X-Forwarded-For is believed; none, unless the installation says so.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SANDOQ_PROXIES", "0"))

MFA_ADAPTER = "sandoq.apps.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # so that a passkey alone is two factors
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the reason against it is public sign-up
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Sandoq"
# One step of 30 s only: allauth remembers a used code for one step, so more would allow replay.
MFA_TOTP_TOLERANCE = 0

# Jobs wait in the database, written in the transaction that asks for them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Rate limits and used codes must be the same for all processes, so the cache is in the database.
# It holds JSON and is not fast; `local` is this process's own.
CACHES = {
    "default": {"BACKEND": "sandoq.apps.accounts.cache.TableCache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Mail goes to the server named, else into files, so that nothing is lost before one is set up.
EMAIL_HOST = os.environ.get("SANDOQ_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("SANDOQ_EMAIL_PORT", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("SANDOQ_EMAIL_FROM", "sandoq@localhost")
EMAIL_FILE_PATH = HOME / "mail"
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
TIME_ZONE = "Asia/Tehran"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "ui" / "locale"]  # before those of libraries

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "sandoq.ui.finders.NodeModulesFinder",
]
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sandoq.ui.storage.HashedStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "sandoq_session"
SESSION_COOKIE_AGE = 16 * 3600  # seconds: a polling day with its count
CSRF_COOKIE_NAME = "sandoq_csrf"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
