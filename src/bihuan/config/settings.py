"""Django settings; everything that differs between installations comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bihuan.config import environment

environment.load()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()

DEBUG = environment.flag("BIHUAN_DEBUG")
SECRET_KEY = os.environ.get("BIHUAN_SECRET_KEY", "")
# Key ring of personal data and history: "1:base64key,2:base64key", newest last (kernel/privacy.py).
BIHUAN_KEYS = os.environ.get("BIHUAN_KEYS", "")
BIHUAN_HISTORY_KEY = os.environ.get("BIHUAN_HISTORY_KEY", "")
BIHUAN_ADDRESS = os.environ.get("BIHUAN_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("BIHUAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BIHUAN_ADDRESS]

INSTALLED_APPS = [
    "bihuan.kernel",
    "bihuan.organization",
    "bihuan.regulations",
    "bihuan.deadlines",
    "bihuan.signoff",
    "bihuan.customers",
    "bihuan.products",
    "bihuan.parts",
    "bihuan.people",
    "bihuan.service",
    "bihuan.quality",
    "bihuan.orders",
    "bihuan.complaints",
    "bihuan.feedback",
    "bihuan.insight",
    "bihuan.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "rules",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bihuan.organization.accounts.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bihuan.kernel.answers.AnswerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bihuan.kernel.web.page_frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "bihuan.kernel.templatetags.bihuan",
            ],
        },
    }
]
COTTON_DIR = "cotton"

DATABASES = {
    "default": environment.database(os.environ.get("BIHUAN_DATABASE_URL", f"sqlite:///{HOME / 'bihuan.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organization.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "bihuan.organization.accounts.StaffAdapter"
SOCIALACCOUNT_ADAPTER = "bihuan.organization.accounts.StaffSocialAdapter"
SOCIALACCOUNT_PROVIDERS = environment.login_providers()
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # axes counts failed logins
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "bihuan.organization.accounts.locked_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "config" / "locale", PACKAGE / "config" / "borrowed"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bihuan.config.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = HOME / "files"
BIHUAN_FONTS = PACKAGE / "fonts"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
BIHUAN_UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes of one file

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BIHUAN_ADDRESS.startswith("https://")
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a cache of each process would keep ended sessions alive
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BIHUAN_BEHIND_PROXY") else None
# Whose word on the visitor's address counts (config/wsgi.py); nobody's when there is no proxy.
BIHUAN_PROXIES = environment.words("BIHUAN_PROXIES", "127.0.0.1") if SECURE_PROXY_SSL_HEADER else []
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}

TASKS = {"default": {"BACKEND": "bihuan.kernel.tasks.DatabaseBackend"}}
# Where mail goes, as an apprise address: mailtos://user:password@example.com?from=...
BIHUAN_MAIL = os.environ.get("BIHUAN_MAIL", "")
# Where text messages to customers go: an HTTP gateway's address, its body, our key, what a good answer contains.
BIHUAN_SMS = os.environ.get("BIHUAN_SMS", "")
BIHUAN_SMS_BODY = os.environ.get("BIHUAN_SMS_BODY", "")
BIHUAN_SMS_KEY = os.environ.get("BIHUAN_SMS_KEY", "")
BIHUAN_SMS_OK = os.environ.get("BIHUAN_SMS_OK", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("BIHUAN_LOG", "WARNING")},
    "loggers": {"bihuan": {"level": os.environ.get("BIHUAN_LOG", "INFO")}},
}
