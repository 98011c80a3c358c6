"""A mail server on this machine, as real as its clients can tell: TLS under a certificate of the tests' own, logins, refusals."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import Settings, SmtpServer

SENDER = Address(display_name="The invented network", addr_spec="decide@invented.example")
USER, PASSWORD = "decide@invented.example", "river/stone@lantern"

Secured = Literal["starttls", "tls", "no"]


@dataclass(slots=True)
class Letter:
    """What the server took over."""

    to: str
    message: EmailMessage


@dataclass
class Postbox:
    """What arrives, and what is answered instead of taking it."""

    letters: list[Letter] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """What is answered to a recipient."""
    sender_refused: str | None = None
    data_refused: str | None = None
    login: bool = False
    lines: int = 0
    """How many were opened."""
    when_taken: Callable[[Letter], None] = lambda _letter: None
    """Is told of each letter before the server says that it has it."""
    is_sink: bool = False
    """Whether only to count."""
    taken: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802 - the library's names
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - the library's names
        if self.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.sender_refused:
            return self.sender_refused
        envelope.mail_from = address
        return "250 2.1.0 Fine"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - the library's names
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's names
        self.taken += 1
        if self.is_sink:
            return "250 2.0.0 Taken"
        if self.data_refused:
            return self.data_refused
        letter = Letter(envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=SMTPUTF8))
        self.letters.append(letter)
        self.when_taken(letter)
        return "250 2.0.0 Taken"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
        is_right = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@dataclass(frozen=True)
class MailHost:
    """A running server."""

    box: Postbox
    smtp: SmtpServer
    ca: Path

    def used_by(self, settings: Settings) -> Settings:
        """Return ``settings`` with this as the mail server."""
        return replace(settings, smtp=self.smtp, smtp_ca=self.ca, mail_from=SENDER)

    @property
    def environment(self) -> dict[str, str]:
        """The same for another process."""
        scheme, more = ("smtps", "") if self.smtp.is_tls else ("smtp", "" if self.smtp.has_starttls else "?starttls=no")
        login = f"{quote(self.smtp.user, safe='')}:{quote(self.smtp.password, safe='')}@" if self.smtp.user else ""
        return {
            "CONSENSUS_SMTP_URL": f"{scheme}://{login}{self.smtp.host}:{self.smtp.port}{more}",
            "CONSENSUS_SMTP_CA": str(self.ca),
            "CONSENSUS_MAIL_FROM": str(SENDER),
        }


@contextmanager
def mail_host(folder: Path, *, secured: Secured = "no", login: bool = False, utf8: bool = True) -> Iterator[MailHost]:
    """Run a mail server for a while; ``folder`` holds its certificate."""
    box = Postbox(login=login)
    certificate = certificate_in(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = free_port()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if secured == "tls" else None,
        tls_context=context if secured == "starttls" else None,
        auth_require_tls=secured == "starttls",
        auth_exclude_mechanism=[] if login else ["LOGIN", "PLAIN"],
        authenticator=box.authenticate,
        enable_SMTPUTF8=utf8,
        server_hostname="mail.invented.example",
    )
    controller.start()
    try:
        server = SmtpServer(
            host="127.0.0.1",
            port=port,
            is_tls=secured == "tls",
            has_starttls=secured == "starttls",
            user=USER if login else "",
            password=PASSWORD if login else "",
        )
        yield MailHost(box, server, certificate)
    finally:
        controller.stop()


@contextmanager
def odd_host(*answers: bytes, hangs_up: bool = True) -> Iterator[SmtpServer]:
    """Run something that says ``answers`` in turn, one after each line it hears, to whoever calls; then it hangs up, or is silent."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_lines: list[socket.socket] = []

    def answer() -> None:
        while True:
            try:
                line, _from = listener.accept()
            except OSError:
                return
            open_lines.append(line)
            heard = line.makefile("rb")
            for number, words in enumerate(answers):
                if number:
                    heard.readline()
                line.sendall(words)
            heard.close()
            if hangs_up:
                line.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield SmtpServer(host="127.0.0.1", port=listener.getsockname()[1], is_tls=False, has_starttls=False)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
        for line in open_lines:
            line.close()


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def certificate_in(folder: Path, *, host: str = "127.0.0.1") -> Path:
    """Make a certificate that vouches for itself, with its key, unless it is there; return its file."""
    path = folder / f"{host}.pem"
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.invented.example")])
    today = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    signed = (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path
