"""An installation for a test: settings as ``consensus init`` would leave them, in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

from config import CHEAPEST_ARGON2, Settings

SECRET_KEY = "a-secret-for-tests-that-guards-nothing"


def installation_at(folder: Path, database_url: str, *, base_url: str = "http://127.0.0.1:8000") -> Settings:
    """Return the settings of an installation in ``folder``, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    secret_key = folder / "secret_key"
    if not secret_key.exists():
        secret_key.touch(mode=0o600)
        secret_key.write_text(SECRET_KEY, encoding="ascii")
    signing_key = folder / "signing_key"
    if not signing_key.exists():
        # Imported here, so that tests of the rules alone load no database.
        from consensus.ledger.signing import make_key_file

        make_key_file(signing_key, "consensus.example.org")
    return Settings(
        instance_path=folder,
        database_url=database_url,
        secret_key=SECRET_KEY,
        signing_key_path=signing_key,
        mail_folder=folder / "mail",
        base_url=base_url,
        argon2=CHEAPEST_ARGON2,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment from which another process reads the same settings."""
    return {
        "CONSENSUS_HOME": str(settings.instance_path),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "CONSENSUS_SIGNING_KEY": str(settings.signing_key_path),
        "CONSENSUS_MAIL_FOLDER": str(settings.mail_folder),
        "CONSENSUS_BASE_URL": settings.base_url,
        "CONSENSUS_TRUSTED_PROXIES": str(settings.trusted_proxies),
        "CONSENSUS_BIND": settings.bind,
        "CONSENSUS_WORKERS": str(settings.workers),
        "CONSENSUS_THREADS": str(settings.threads),
        "CONSENSUS_TICK_SECONDS": str(settings.tick_seconds),
        "CONSENSUS_PUSH_KEY": settings.push_key or "",
        "CONSENSUS_OUTWARD_ALLOW": " ".join(settings.outward_allowed),
        "CONSENSUS_OIDC_ISSUER": settings.oidc_issuer or "",
        "CONSENSUS_OIDC_CLIENT_ID": settings.oidc_client_id,
        "CONSENSUS_OIDC_CLIENT_SECRET": str(settings.oidc_client_secret_path or ""),
        "CONSENSUS_OIDC_NAME": settings.oidc_name,
        "CONSENSUS_OIDC_TRUST_ADDRESSES": "yes" if settings.oidc_trusts_addresses else "no",
    }
