"""Every setting, read from the environment; each has a safe default or its absence stops the start with a sentence.

docs/operating/settings.md lists them; a test holds the list complete.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(env.str("SAOLANG_VAR", default=str(PACKAGE.parent / "var"))).resolve()
"""Where this installation keeps what is its own: database, files, collected static files."""

DEBUG = env.bool("SAOLANG_DEBUG", default=False)
DEMONSTRATION = env.bool("SAOLANG_DEMONSTRATION", default=False)
"""Only a demonstration has sign-ins with known passwords and made-up records, and says so on every page."""


def secret_key() -> str:
    """Return the key from the environment; a demonstration may do with a fixed one, anything else may not."""
    key: str = env.str("SAOLANG_SECRET_KEY", default="")
    if key:
        return key
    if DEBUG or DEMONSTRATION:
        return "only-for-a-demonstration-never-for-real-data"
    message = "SAOLANG_SECRET_KEY is not set. Set it to a long random text, or SAOLANG_DEMONSTRATION=1 to try it out."
    raise ImproperlyConfigured(message)


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SAOLANG_SECRET_KEY_FALLBACKS", default=[])
SIGNING_SECRET: str = env.str("SAOLANG_SIGNING_SECRET", default="")
"""What encrypts the private part of the signing keys; the secret key does where it is empty."""
ALLOWED_HOSTS = env.list("SAOLANG_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("SAOLANG_ORIGINS", default=[])
PROXIES = env.int("SAOLANG_PROXIES", default=1 if env.bool("SAOLANG_HTTPS", default=False) else 0)
"""How many proxies of ours a request passes; each adds the address it was asked from to X-Forwarded-For."""
BEHIND_HTTPS = env.bool("SAOLANG_HTTPS", default=False)

# fmt: off
INSTALLED_APPS = [
    # From the ground up, as the layers stand.
    "saolang.base.kit",
    "saolang.base.audit",
    "saolang.base.places",
    "saolang.base.files",
    "saolang.base.papers",
    "saolang.base.notices",
    "saolang.base.accounts",
    "saolang.programme.registry",
    "saolang.programme.plans",
    "saolang.programme.criteria",
    "saolang.programme.certification",
    "saolang.programme.traceability",
    "saolang.programme.monitoring",
    "saolang.programme.promotion",
    "saolang.programme.dossiers",
    "saolang.programme.intake",
    "saolang.programme.evaluation",
    "saolang.reports",
    "saolang.web.catalogue",
    "saolang.web.portal",
    "saolang.web.council",
    "saolang.web.desk",
    "saolang.web.account",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "saolang.base.kit.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "saolang.base.kit.languages.AskedLanguageMiddleware",
    "saolang.base.kit.languages.KhmerPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "saolang.base.kit.caching.PrivatePagesMiddleware",
    "saolang.config.access.AccessMiddleware",
    "saolang.base.kit.requests.NulMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "saolang.base.accounts.second_factor.SecondFactorMiddleware",
    "saolang.base.accounts.activity.ActivityMiddleware",
]
# fmt: on

ROOT_URLCONF = "saolang.config.urls"
WSGI_APPLICATION = "saolang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
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
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "saolang.base.kit.context.installation",
                "saolang.web.navigation.navigation",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "saolang.base.kit.templatetags.saolang"],
        },
    }
]
COTTON_DIR = "cotton"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'saolang.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at once instead of failing half-way; readers never wait for it (WAL).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # The log grows to 32 MB before it is put in its place: pages written again and again are then moved once.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA wal_autocheckpoint=8000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Pages of an index come from memory or a disk without arms, at the price of any other; and what a page of ours asks
    # is answered before PostgreSQL had compiled it (jit). An address with options of its own has its way.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1 -c jit=off")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
"""What counts attempts to sign in must be seen by every process, so it stands in the database."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "saolang.base.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
# Django's own, which needs no table of addresses beside the one address a person has.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - no password
ACCOUNT_RATE_LIMITS = {
    # A whole office comes from one address; what is guessed is counted apart, for the address and for the account.
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/5m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
SECOND_FACTOR = env.bool("SAOLANG_SECOND_FACTOR", default=not DEMONSTRATION)
"""Whether those whose role decides must sign in with a second factor."""
MFA_ADAPTER = "saolang.base.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "saolang.base.accounts.forms.AuthenticateForm",
    "reauthenticate": "saolang.base.accounts.forms.ReauthenticateForm",
    "add_webauthn": "saolang.base.accounts.forms.AddPasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Sao Làng"
# A phone's clock is rarely right to the second; a code is taken once all the same (accounts.forms).
MFA_TOTP_TOLERANCE = 1
# No address is ever changed by its holder: it is the one the invitation went to.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers themselves allow passkeys without HTTPS on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMONSTRATION
USERSESSIONS_TRACK_ACTIVITY = True

# A terminal that shows a demonstration's sign-ins should not be flooded with its letters.
LETTERS_BY_DEFAULT = f"filemail:///{VAR / 'mail'}" if DEMONSTRATION else "consolemail://"
vars().update(env.email_url("SAOLANG_EMAIL_URL", default=LETTERS_BY_DEFAULT))
EMAIL_TIMEOUT = 20
"""Seconds a mail server may keep the queue waiting."""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("SAOLANG_EMAIL_FROM", default="Sao Làng <sao-lang@localhost>")
BASE_URL: str = env.str("SAOLANG_BASE_URL", default="http://localhost:8000").rstrip("/")
"""What the links of letters begin with: a letter is written where nobody asked under an address of ours."""

INVITATION_DAYS = env.int("SAOLANG_INVITATION_DAYS", default=7)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("km", "ខ្មែរ")]
KHMER_PAGES = {
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "set_language",
    "account:invitation",
    "catalogue:home",
    "catalogue:search",
    "catalogue:products",
    "catalogue:producers",
    "catalogue:producer",
    "catalogue:villages",
    "catalogue:village",
    "catalogue:communes",
    "catalogue:commune",
    "catalogue:country",
    "resolver:resolve",
    "catalogue:product",
    "catalogue:product_lot",
    "catalogue:product_serial",
    "catalogue:unit",
    "catalogue:grades",
    "catalogue:proof",
    "catalogue:check",
    "catalogue:certificate",
    "catalogue:criteria",
    "catalogue:criteria_set",
    "catalogue:rating_sets",
    "catalogue:rating",
    "council:published",
    "catalogue:recalls",
    "catalogue:recall",
    "catalogue:recalls_rss",
    "catalogue:report",
    "catalogue:report_state",
    "catalogue:stories",
    "catalogue:story",
    "catalogue:handbook",
    "catalogue:handbook_page",
    "catalogue:promises",
    "catalogue:promise",
    "catalogue:enquiry",
    "catalogue:enquiry_sent",
    "catalogue:open_data",
}
"""What strangers meet. Officials work in Vietnamese or English."""
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["saolang.config.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "static"]


def needs_package(module: str, *, requirements: str, because: str) -> None:
    """Stop the start with a sentence when an optional package that a setting asks for is not installed."""
    if find_spec(module) is None:
        message = f"{because} needs packages that are not installed. Install requirements/{requirements}."
        raise ImproperlyConfigured(message)


def file_storage(where: str) -> dict[str, object]:
    """Return the storage of files: a folder, or "s3://bucket/prefix" of whatever speaks S3.

    Keys, region and address of an S3 storage come from the usual AWS_* names, which its library reads itself.
    """
    if not where.startswith("s3://"):
        return {"BACKEND": "saolang.base.kit.storage.FolderStorage", "OPTIONS": {"location": where}}
    needs_package("boto3", requirements="s3.txt", because=f"SAOLANG_FILES={where}")
    bucket, _, prefix = where.removeprefix("s3://").partition("/")
    options = {"bucket_name": bucket, "location": prefix}
    if env.str("AWS_ENDPOINT_URL", default=""):
        options["addressing_style"] = "path"  # a server of one's own rarely has a name for each bucket
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES = {
    "default": file_storage(env.str("SAOLANG_FILES", default=str(VAR / "files"))),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
INDICATORS_FOLDER: str = env.str("SAOLANG_INDICATORS", default="")
PLANS_FOLDER: str = env.str("SAOLANG_PLANS", default="")
UPLOAD_LIMIT_MB = env.int("SAOLANG_UPLOAD_LIMIT_MB", default=25)
PICTURE_LIMIT_MB = env.int("SAOLANG_PICTURE_LIMIT_MB", default=20)
PAPERS_LIMIT = env.int("SAOLANG_PAPERS_LIMIT", default=50)
"""How many papers one record, such as a decision, may have."""
EPCIS_CAPTURE_LIMIT = env.int("SAOLANG_EPCIS_CAPTURE_LIMIT", default=1_000)
"""How many events one capture may bring."""
EPCIS_FILE_LIMIT_MB = env.int("SAOLANG_EPCIS_FILE_LIMIT_MB", default=5)
EPCIS_REQUESTS_A_MINUTE = env.int("SAOLANG_EPCIS_REQUESTS_A_MINUTE", default=1_200)
"""How often one key may ask each web process."""
EPCIS_CLOCK_TOLERANCE = env.int("SAOLANG_EPCIS_CLOCK_TOLERANCE", default=300)
"""By how many seconds the clock of whoever sends an event may be ahead of ours."""
HOTLINE: str = env.str("SAOLANG_HOTLINE", default="")
"""The number people call about OCOP goods; shown on public pages where there is one."""
REPORTS_AN_HOUR = env.int("SAOLANG_REPORTS_AN_HOUR", default=20)
"""How many reports, and how many enquiries, one address may send each web process in an hour."""
ENQUIRY_DAYS = env.int("SAOLANG_ENQUIRY_DAYS", default=90)
"""Days after which a buyer's enquiry is erased."""
API_REQUESTS_A_MINUTE = env.int("SAOLANG_API_REQUESTS_A_MINUTE", default=300)
"""How often one address may ask the open API of each web process."""
OPEN_DATA_LICENCE: str = env.str("SAOLANG_OPEN_DATA_LICENCE", default="https://creativecommons.org/licenses/by/4.0/")
"""The address of the licence of the open data. The default is a proposal until the province decides."""
OPEN_DATA_LICENCE_CONFIRMED = env.bool("SAOLANG_OPEN_DATA_LICENCE_CONFIRMED", default=False)
OPEN_DATA_PUBLISHER: str = env.str("SAOLANG_OPEN_DATA_PUBLISHER", default="Sao Làng")
"""Who publishes the open data: the office of the province."""
PARQUET = env.bool("SAOLANG_PARQUET", default=False)
"""Whether the open data must come as Parquet too; it does wherever pyarrow is installed."""
if PARQUET:
    needs_package("pyarrow", requirements="opendata.txt", because="SAOLANG_PARQUET=1")
CLAMAV: str = env.str("SAOLANG_CLAMAV", default="")
"""A ClamAV daemon that looks at every file sent: "tcp://host:port" or "unix:/path"."""
if CLAMAV:
    needs_package("clamav_client", requirements="scan.txt", because=f"SAOLANG_CLAMAV={CLAMAV}")

BACKUP_KEY: str = env.str("SAOLANG_BACKUP_KEY", default="")
"""The public half of an age key. Whoever makes backups cannot read them without the other half."""
BACKUP_IDENTITY: str = env.str("SAOLANG_BACKUP_IDENTITY", default="")
"""The file with the secret half, needed to restore only."""

TASKS = {"default": {"BACKEND": env.str("SAOLANG_TASKS", default="django_tasks_db.DatabaseBackend")}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": env.str("SAOLANG_LOG_LEVEL", default="WARNING")},
}
