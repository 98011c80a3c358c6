"""A real server of mailboxes on loopback, and TLS before it where a test asks for that."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "consensus", "river stone"
PATIENCE = 30.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where it listens, and what lies in it."""

    port: int
    connection: imaplib.IMAP4
    """One for all that a test looks at: coming in takes the server longer than all the rest."""

    @property
    def url(self) -> str:
        """The address as the setting has it."""
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *messages: bytes) -> None:
        """Lay messages into the mailbox, as a mail server does."""
        for message in messages:
            self.connection.append("INBOX", "", "", message)

    def lying_in(self, folder: str) -> int:
        """Return how many messages lie in a folder; none where there is no such folder."""
        answer, found = self.connection.status(f'"{folder}"', "(MESSAGES)")
        count = re.search(rb"MESSAGES (\d+)", found[0] or b"") if answer == "OK" else None
        return 0 if count is None else int(count[1])

    def clear(self) -> None:
        """Take away what lies in the mailbox."""
        self.connection.select("INBOX")
        self.connection.store("1:*", "+FLAGS", r"(\Deleted)")
        self.connection.close()


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """Run a server with one empty mailbox."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data"]
    server = subprocess.Popen(
        [*program, "--demo-user", USER, "--demo-password", PASSWORD], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, server)
        connection = imaplib.IMAP4("127.0.0.1", port, timeout=PATIENCE)
        connection.login(USER, PASSWORD)
        yield ImapServer(port, connection)
        connection.logout()
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(PATIENCE)
        server.kill()
        server.wait(PATIENCE)


@contextmanager
def encrypted(server: ImapServer, certificate: Path, heard: bytearray) -> Iterator[int]:
    """Put TLS before a server, and yield the port; ``heard`` gets what clients say once they are let in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _from = listener.accept()
            except OSError:
                return
            with (
                contextlib.suppress(OSError),
                context.wrap_socket(line, server_side=True) as client,
                socket.create_connection(("127.0.0.1", server.port)) as behind,
            ):
                back = threading.Thread(target=_pass_on, args=(behind, client, bytearray()), daemon=True)
                back.start()
                _pass_on(client, behind, heard)
                back.join(PATIENCE)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE)


def _pass_on(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    with contextlib.suppress(OSError):
        while said := source.recv(65_536):
            kept += said
            target.sendall(said)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the server of mailboxes did not start")
