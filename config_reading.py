"""How single settings are read: a secret in a file of its own, an address, and all that belongs to single sign-on.

What is read is handed in by ``config``, the one reader of the environment.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LONGEST_ADDRESS = 500


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence for the operator."""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_plain_loopback(url: str) -> bool:
    """Return whether an address is plain http on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def read_private_file(path: Path, missing: str) -> str:
    """Return the secret in a file.

    :raises SettingsError: when it cannot be read, or can be read by others; where there is none, with the sentence ``missing``.
    """
    try:
        mode = path.stat().st_mode
        if mode & 0o077:
            raise SettingsError(f"{path} can be read by others: make it private with `chmod 600`.")
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise SettingsError(missing) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read as a secret.") from None


def oidc(env: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Return what is said of single sign-on: nothing, or all that it needs."""
    issuer, client_id = env.get("CONSENSUS_OIDC_ISSUER", "").strip(), env.get("CONSENSUS_OIDC_CLIENT_ID", "").strip()
    secret, name = env.get("CONSENSUS_OIDC_CLIENT_SECRET", "").strip(), env.get("CONSENSUS_OIDC_NAME", "").strip()
    trusts = env.get("CONSENSUS_OIDC_TRUST_ADDRESSES", "").strip().lower()
    if trusts not in {"", "yes", "no"}:
        raise SettingsError(f"CONSENSUS_OIDC_TRUST_ADDRESSES must be yes or no, not {trusts!r}.")
    if not issuer:
        return {}
    wrong = SettingsError(f"CONSENSUS_OIDC_ISSUER must be like https://accounts.example.org, as the provider writes it, not {issuer!r}.")
    try:
        parts = urlsplit(issuer)
        is_good = (parts.scheme == "https" or is_plain_loopback(issuer)) and parts.hostname and parts.port != 0
    except ValueError:
        raise wrong from None
    if not is_good or parts.query or parts.fragment or parts.username is not None or len(issuer) > LONGEST_ADDRESS:
        raise wrong
    if not client_id:
        raise SettingsError("CONSENSUS_OIDC_CLIENT_ID must be what the provider of CONSENSUS_OIDC_ISSUER calls this program.")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_client_secret_path": (home / secret).absolute() if secret else None,
        "oidc_name": name or (parts.hostname or ""),
        "oidc_trusts_addresses": trusts == "yes",
    }
