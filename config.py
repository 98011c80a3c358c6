"""What this installation is told from outside: the one reader of the environment.

Every setting, its variable and its default stands on docs/settings.md, which a test holds against this file.
Leaves to ``config_reading`` how a secret file, an address and what belongs to single sign-on are read; the making of the
secret files to ``consensus init``; their use to whoever is handed the settings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from config_reading import LONGEST_ADDRESS, is_loopback, is_plain_loopback, oidc, read_private_file
from config_reading import SettingsError as SettingsError

MINIMUM_SECRET_LENGTH = 32
"""Characters of a secret key: 256 bits in hexadecimal are 64, in base64 43; fewer than 32 are guessed at one's peril."""

MAXIMUM_PORT = 65_535

SHORTEST_TICK = 0.05
"""Seconds: a clock that looks more often than this only warms the machine."""


@dataclass(frozen=True)
class Argon2Profile:
    """What hashing a password costs.

    Source: OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
    """

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


CHEAPEST_ARGON2 = Argon2Profile(memory_kib=8, passes=1, lanes=1)
"""For tests only: the least that the algorithm accepts."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server that takes our letters; ``user`` and ``password`` empty where it asks for none."""

    host: str
    port: int
    is_tls: bool
    """TLS from the first byte."""
    has_starttls: bool
    """TLS from STARTTLS on, without which nothing is said."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything the program is told from outside, checked once."""

    instance_path: Path
    database_url: str
    secret_key: str = field(repr=False)
    signing_key_path: Path
    mail_folder: Path
    smtp: SmtpServer | None = None
    smtp_ca: Path | None = None
    mail_from: Address | None = None
    witness_folder: Path | None = None
    witnesses: tuple[str, ...] = ()
    outward_allowed: tuple[str, ...] = ()
    push_key: str | None = field(default=None, repr=False)
    mailbox: str | None = None
    mail_authserv: str | None = None
    imap_url: str | None = field(default=None, repr=False)
    imap_ca: Path | None = None
    base_url: str = "http://127.0.0.1:8000"
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret_path: Path | None = None
    oidc_name: str = ""
    oidc_trusts_addresses: bool = False
    trusted_proxies: int = 0
    bind: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 2
    tick_seconds: float = 2.0
    api_requests: int = 600
    demonstration: bool = False
    argon2: Argon2Profile = field(default_factory=Argon2Profile)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings of this process.

        :raises SettingsError: when one is missing or wrong.
        """
        env = os.environ if environ is None else environ
        home = instance_path(env)
        smtp, mail_from = _smtp(env), _mail_from(env)
        if smtp is not None and mail_from is None:
            raise SettingsError("CONSENSUS_SMTP_URL needs CONSENSUS_MAIL_FROM beside it: the address from which letters come.")
        return cls(
            instance_path=home,
            database_url=_database_url(env, home),
            secret_key=_secret_key(env, home),
            signing_key_path=_path(env, "CONSENSUS_SIGNING_KEY", home / "signing_key"),
            mail_folder=_path(env, "CONSENSUS_MAIL_FOLDER", home / "mail"),
            smtp=smtp,
            smtp_ca=_path(env, "CONSENSUS_SMTP_CA", home) if env.get("CONSENSUS_SMTP_CA") else None,
            mail_from=mail_from,
            witness_folder=_path(env, "CONSENSUS_WITNESS_FOLDER", home) if env.get("CONSENSUS_WITNESS_FOLDER") else None,
            witnesses=_witnesses(env),
            outward_allowed=_outward_allowed(env),
            push_key=_push_key(env),
            mailbox=_mailbox(env),
            mail_authserv=_server_name(env),
            imap_url=_imap_url(env),
            imap_ca=_path(env, "CONSENSUS_IMAP_CA", home) if env.get("CONSENSUS_IMAP_CA") else None,
            base_url=_base_url(env),
            **oidc(env, home),
            trusted_proxies=_number(env, "CONSENSUS_TRUSTED_PROXIES", default=0, least=0),
            bind=_bind(env),
            workers=_number(env, "CONSENSUS_WORKERS", default=2, least=1),
            threads=_number(env, "CONSENSUS_THREADS", default=2, least=1),
            tick_seconds=_seconds(env, "CONSENSUS_TICK_SECONDS", default=2.0),
            api_requests=_number(env, "CONSENSUS_API_REQUESTS", default=600, least=1),
        )

    @property
    def oidc_client_secret(self) -> str | None:
        """The word by which the provider of single sign-on knows this program; None for one that has none.

        :raises SettingsError: when its file cannot be read, or can be read by others.
        """
        path = self.oidc_client_secret_path
        return None if path is None else read_private_file(path, f"There is no {path}, which CONSENSUS_OIDC_CLIENT_SECRET names.")

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over https alone: always, but for plain http on this very machine."""
        return not is_plain_loopback(self.base_url)


def instance_path(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder that holds what this installation keeps to itself; it need not exist yet."""
    return _path(os.environ if environ is None else environ, "CONSENSUS_HOME", Path("instance"))


def _path(env: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(env.get(name) or default).absolute()


def _number(env: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise SettingsError(f"{name} must be a whole number of at least {least}, not {text!r}.")
    return int(text)


def _seconds(env: Mapping[str, str], name: str, *, default: float) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text, re.ASCII) or not float(text) >= SHORTEST_TICK:
        raise SettingsError(f"{name} must be a number of seconds of at least {SHORTEST_TICK}, not {text!r}.")
    return float(text)


def _database_url(env: Mapping[str, str], home: Path) -> str:
    url = env.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{home / 'consensus.sqlite'}"
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if separator and scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return f"sqlite:///{Path(rest.removeprefix('/')).absolute()}"
    # The address may hold a password, so the message must not repeat it.
    raise SettingsError("DATABASE_URL must begin with postgresql:// or be sqlite:/// and the path of a file.")


def _secret_key(env: Mapping[str, str], home: Path) -> str:
    secret = env.get("SECRET_KEY", "").strip()
    path = home / "secret_key"
    if not secret:
        secret = read_private_file(path, f"There is no secret key: run `consensus init`, which writes {path}.")
    if len(secret) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(f"The secret key must have at least {MINIMUM_SECRET_LENGTH} characters.")
    return secret


def _base_url(env: Mapping[str, str]) -> str:
    url = (env.get("CONSENSUS_BASE_URL") or "http://127.0.0.1:8000").strip().rstrip("/")
    wrong = SettingsError(f"CONSENSUS_BASE_URL must be like https://decide.example.org, not {url!r}.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise wrong
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise wrong
    return url


def _witnesses(env: Mapping[str, str]) -> tuple[str, ...]:
    addresses = tuple(dict.fromkeys(env.get("CONSENSUS_WITNESSES", "").split()))
    for address in addresses:
        try:
            parts = urlsplit(address)
            is_known = parts.scheme == "https" or is_plain_loopback(address)
            is_good = is_known and parts.hostname and parts.port != 0 and parts.username is None and len(address) <= LONGEST_ADDRESS
        except ValueError:
            is_good = False
        if not is_good:
            # It is not repeated: it may hold what only the witness should know.
            raise SettingsError(
                "CONSENSUS_WITNESSES must be addresses that begin with https://, without a name or password, with spaces between."
            )
    return addresses


def _outward_allowed(env: Mapping[str, str]) -> tuple[str, ...]:
    servers = tuple(dict.fromkeys(env.get("CONSENSUS_OUTWARD_ALLOW", "").lower().split()))
    for server in servers:
        host, _colon, port = server.rpartition(":")
        is_port = port.isascii() and port.isdigit() and 0 < int(port) <= MAXIMUM_PORT
        if not is_port or not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", host):
            raise SettingsError(
                f"CONSENSUS_OUTWARD_ALLOW must be servers with their ports, like chat.intern.example:443, with spaces between, not {server!r}."
            )
    return servers


def _smtp(env: Mapping[str, str]) -> SmtpServer | None:
    url = env.get("CONSENSUS_SMTP_URL", "").strip()
    if not url:
        return None
    # The address may hold a password, so no message repeats it.
    wrong = SettingsError(
        "CONSENSUS_SMTP_URL must be like smtps://user:password@mail.example.org:465 or smtp://user:password@mail.example.org:587, "
        "with %40 for an @ in the name or the password."
    )
    try:
        parts = urlsplit(url)
        port = parts.port
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == 0 or parts.path not in {"", "/"} or parts.fragment:
        raise wrong
    is_plain = options == {"starttls": "no"} and parts.scheme == "smtp"
    if options and not is_plain:
        raise wrong
    if is_plain and not is_loopback(parts.hostname):
        raise SettingsError("CONSENSUS_SMTP_URL may say ?starttls=no only where the mail server is this very machine (127.0.0.1 or ::1).")
    is_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        is_tls=is_tls,
        has_starttls=not is_tls and not is_plain,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _mail_from(env: Mapping[str, str]) -> Address | None:
    text = env.get("CONSENSUS_MAIL_FROM", "").strip()
    if not text:
        return None
    name, address = parseaddr(text)
    try:
        found = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):
        found = Address()
    if not (found.username and found.domain and text.isprintable() and address.isascii()):
        raise SettingsError("CONSENSUS_MAIL_FROM must be like decide@example.org or Our network <decide@example.org>.")
    return found


def _push_key(env: Mapping[str, str]) -> str | None:
    key = env.get("CONSENSUS_PUSH_KEY", "").strip()
    if key and not re.fullmatch(r"[A-Za-z0-9_-]{43}", key):
        # It is not repeated: it is a secret.
        raise SettingsError("CONSENSUS_PUSH_KEY must be a key as `consensus key push` makes it.")
    return key or None


def _mailbox(env: Mapping[str, str]) -> str | None:
    address = env.get("CONSENSUS_MAIL_REPLY_TO", "").strip()
    if not address:
        return None
    # Before the @ there must be room for a plus sign and a code of 32 letters.
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,31}@[A-Za-z0-9.-]{1,190}", address, re.ASCII):
        raise SettingsError("CONSENSUS_MAIL_REPLY_TO must be an address like consensus@example.org, with at most 31 letters before the @.")
    return address.lower()


def _server_name(env: Mapping[str, str]) -> str | None:
    name = env.get("CONSENSUS_MAIL_AUTHSERV", "").strip()
    if name and not re.fullmatch(r"[A-Za-z0-9._-]{1,253}", name, re.ASCII):
        raise SettingsError("CONSENSUS_MAIL_AUTHSERV must be the name that your mail server writes first in Authentication-Results.")
    return name or None


def _imap_url(env: Mapping[str, str]) -> str | None:
    url = env.get("CONSENSUS_IMAP_URL", "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "imaps" or (parts.scheme == "imap" and is_plain_loopback(url.replace("imap://", "http://", 1)))
        is_good = is_safe and parts.hostname and parts.username and parts.password is not None and parts.port != 0 and not parts.query
    except ValueError:
        is_good = False
    if not is_good:
        # It is not repeated: it holds a password.
        raise SettingsError("CONSENSUS_IMAP_URL must be like imaps://name:password@mail.example.org/INBOX.")
    return url


def _bind(env: Mapping[str, str]) -> str:
    bind = (env.get("CONSENSUS_BIND") or "127.0.0.1:8000").strip()
    host, separator, port = bind.rpartition(":")
    numeric = port.isascii() and port.isdigit() and int(port) <= MAXIMUM_PORT
    if not separator or not host or not numeric:
        raise SettingsError(f"CONSENSUS_BIND must be like 127.0.0.1:8000, not {bind!r}.")
    return bind
