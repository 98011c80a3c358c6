"""Mail that comes in, fetched from a mailbox: each message is handled, then moved to a folder of handled ones.

A message leaves the folder only once it was handled; one that is fetched twice is known again and handled once. So nothing is
lost and nothing done twice, whatever stops in between, and however many clocks fetch. No server is waited for in a transaction.
"""

from __future__ import annotations

import base64
import contextlib
import imaplib
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import exc
from sqlalchemy.orm import Session

from config import Settings
from consensus.replying.post import post_of
from consensus.replying.reading.message import HEADERS_AT_MOST, LARGEST
from consensus.replying.receiving import receive
from consensus.web.log import place_of

log = logging.getLogger("consensus.replying")

SECONDS = 20
"""How long the server may take to answer."""

MOST_AT_ONCE = 100
"""Messages of one round."""

HANDLED, FAILED = "Handled", "Failed"
"""The folders into which messages are moved, beside the one that is fetched from or below it."""


class MailboxError(Exception):
    """The server did not do what was asked of it; the message says what, and repeats nothing of the server's."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message, or the beginning of one that is too large to be read."""

    uid: str
    raw: bytes
    size: int


class Mailbox:
    """A folder on the server, opened."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self._connection, self._folder = connection, folder
        self._targets: dict[str, str] = {}

    def waiting(self) -> list[str]:
        """Return the numbers of the messages that lie there, the oldest first."""
        found = self._done("SEARCH", "UNDELETED")[0]
        return found.decode("ascii", "replace").split() if isinstance(found, bytes) else []

    def fetch(self, uid: str) -> Fetched | None:
        """Return a message, without marking it as seen; ``None`` if somebody took it away meanwhile."""
        size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_lines(self._done("FETCH", uid, "(RFC822.SIZE)"))))
        if size is None:
            return None
        is_too_large = int(size[1]) > LARGEST
        part = f"<0.{HEADERS_AT_MOST}>" if is_too_large else ""
        for answer in self._done("FETCH", uid, f"(BODY.PEEK[]{part})"):
            if isinstance(answer, tuple):
                return Fetched(uid, answer[1], int(size[1]))
        return None

    def put_away(self, uid: str, where: str) -> None:
        """Move a message out of the folder.

        :raises MailboxError: when it is still there.
        """
        if where not in self._targets:
            self._targets[where] = self._made(where)
        target = self._targets[where]
        if b"MOVE" in self._capabilities():
            self._done("MOVE", uid, target)
            return
        self._done("COPY", uid, target)
        self._done("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if b"UIDPLUS" in self._capabilities():
            self._done("EXPUNGE", uid)

    def _made(self, where: str) -> str:
        """Return a folder of this name, which is made where there is none."""
        for name in (where, *(f"{self._folder}{mark}{where}" for mark in ("/", "."))):
            quoted = _quoted(name)
            if self._connection.create(quoted)[0] == "OK" or self._connection.status(quoted, "(MESSAGES)")[0] == "OK":
                return quoted
        raise MailboxError(f"There is no folder {where}, and none could be made.")

    def _capabilities(self) -> bytes:
        _typ, found = self._connection.capability()
        return b" ".join(_lines(found)).upper()

    def _done(self, command: str, *arguments: str) -> list[object]:
        answer, data = self._connection.uid(command, *arguments)
        if answer != "OK":
            raise MailboxError(f"The server refused {command}.")
        return list(data)


@contextmanager
def mailbox_at(url: str, ca: Path | None = None) -> Iterator[Mailbox]:
    """Open the folder of an address.

    :param ca: certificates that vouch for the server, where those whom the machine trusts do not.
    :raises OSError: when the server does not answer, or its certificate does not hold.
    :raises imaplib.IMAP4.error: when it refuses the name and password, or the folder.
    """
    parts = urlsplit(url)
    host, folder = parts.hostname or "", unquote(parts.path.removeprefix("/")) or "INBOX"
    connection: imaplib.IMAP4
    if parts.scheme == "imaps":
        trusting = ssl.create_default_context(cafile=None if ca is None else str(ca))
        connection = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=trusting, timeout=SECONDS)
    else:
        connection = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    try:
        _log_in(connection, unquote(parts.username or ""), unquote(parts.password or ""))
        if connection.select(_quoted(folder))[0] != "OK":
            raise MailboxError("The folder of the setting cannot be opened.")
        yield Mailbox(connection, folder)
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _log_in(connection: imaplib.IMAP4, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        connection.login(user, password)
    else:
        # What is beyond ASCII has no place in the plain command. Source: RFC 4616.
        connection.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())


def fetch_mail(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Handle the messages that lie in the mailbox, and return how many; the log says what fails, and nothing of a message."""
    post = post_of(settings)
    if settings.imap_url is None or post is None:
        return 0
    handled = 0
    try:
        with mailbox_at(settings.imap_url, settings.imap_ca) as mailbox:
            for uid in mailbox.waiting()[:MOST_AT_ONCE]:
                if not goes_on():
                    break
                message = mailbox.fetch(uid)
                if message is None:
                    continue
                where = HANDLED
                try:
                    receive(session, message.raw, post=post, now=now, size=message.size)
                except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
                    # The database is away: the message stays where it is, and the next round takes it up.
                    raise
                except Exception as error:  # noqa: BLE001 - one message that cannot be handled must not stop all others for ever
                    session.rollback()
                    log.error("act=mail_came_in outcome=failed:%s at=%s", type(error).__name__, place_of(error))
                    where = FAILED
                mailbox.put_away(uid, where)
                handled += 1
    except (OSError, imaplib.IMAP4.error, MailboxError) as error:
        log.warning("act=fetch_mail outcome=failed:%s handled=%s", type(error).__name__, handled)
    return handled


def _lines(answer: list[object]) -> list[bytes]:
    parts = [part for each in answer for part in (each if isinstance(each, tuple) else (each,))]
    return [part for part in parts if isinstance(part, bytes)]


def _quoted(name: str) -> str:
    """Return the name of a folder as it is said to the server. Source: RFC 3501, section 5.1.3."""
    plain = re.sub(r"&|[^ -~]+", lambda found: f"&{_in_base64(found[0])}-", name)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_base64(letters: str) -> str:
    return "" if letters == "&" else base64.b64encode(letters.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
