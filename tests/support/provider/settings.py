"""By which settings the provider runs: as its makers advise for one that keeps to what is known today (RFC 9700)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

PAGES = {
    "oauth2_provider/base.html": "<!doctype html><html lang=en><title>Accounts</title>{% block content %}{% endblock %}</html>",
    "registration/login.html": (
        "<!doctype html><html lang=en><title>Accounts</title><h1>Invented Accounts</h1>"
        '<form method="post">{% csrf_token %}<input type="hidden" name="next" value="{{ next }}">{{ form.as_p }}'
        "<button>Sign in</button></form></html>"
    ),
}
"""Its pages ask no other server for anything."""


def new_key() -> str:
    """Return a key with which it signs."""
    return RSAKey.generate_key(2048, private=True).as_pem(private=True).decode()


def settings_of(folder: Path, issuer: str) -> dict[str, Any]:
    """Return its settings."""
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"]
    return {
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "provider.sqlite3"),
                "OPTIONS": {"init_command": "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY"},
            }
        },
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": apps,
        "LOGIN_URL": "/login/",
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        # Tables are made as they are, and not through their history: it takes seconds.
        "MIGRATION_MODULES": {app.rpartition(".")[2]: None for app in apps},
        "OAUTH2_PROVIDER": {
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": new_key(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OAUTH2_VALIDATOR_CLASS": "tests.support.provider.claims.Claims",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "Who you are", "email": "Your address of mail"},
            **{
                f"COMPLIANT_BCP_RFC9700_{each}": True
                for each in (
                    "IMPLICIT_GRANT",
                    "PASSWORD_GRANT",
                    "PKCE_METHOD",
                    "ACCESS_TOKEN_TRANSPORT",
                    "AUTHZ_RESPONSE_ISS",
                    "TOKEN_STORAGE",
                )
            },
        },
        # Of no use against guessing, and quick: the people are invented.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "ROOT_URLCONF": "tests.support.provider.addresses",
        "SECRET_KEY": "of a provider that runs for one test",
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "loaders": [("django.template.loaders.locmem.Loader", PAGES), "django.template.loaders.app_directories.Loader"],
                },
            }
        ],
        "USE_TZ": True,
    }
