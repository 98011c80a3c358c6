"""One request to a place outside: the name is resolved, every address judged, and the connection made to one that was judged.

So a name that leads elsewhere a moment later leads us nowhere. The certificate is checked against the name. There is one limit
on the time of all of it and one on what is read; what an answer says is never followed.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from consensus.outward.addresses import Place, why_refused
from consensus.outward.trouble import OutwardError, Trouble

SECONDS = 10.0
"""For all of it, from the name to the last byte that is read. Default of the software."""

MOST_BYTES = 64 * 1024
"""Of an answer, its head included; what follows is not read. Default of the software."""

KEPT_BYTES = 16 * 1024
"""Of what an answer says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    """Its beginning, where it was long."""

    @property
    def is_good(self) -> bool:
        """Whether it says that what was sent was taken."""
        return 200 <= self.status < 300


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)]


@dataclass(frozen=True, slots=True)
class Ways:
    """How names are resolved, connections made and certificates judged; a test puts its own in the place of the machine's."""

    resolve: Callable[[str, int], list[str]] = _resolve
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    trust: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)
    seconds: float = SECONDS


THE_MACHINES_OWN = Ways()


def ask(
    place: Place,
    *,
    method: str = "POST",
    headers: Mapping[str, str],
    content: bytes,
    ways: Ways = THE_MACHINES_OWN,
    kept_bytes: int = KEPT_BYTES,
) -> Answer:
    """Send one request and return what was answered, whatever its status; of its content ``kept_bytes`` at most.

    Where none of it is wanted it is not waited for either: a server that has said that it took something took it.

    :raises OutwardError: when the name leads inside, or no answer came in time, or none that can be understood.
    """
    until = time.monotonic() + ways.seconds
    found = _resolved(place, ways, until)
    refused = None if place.is_allowed and found else why_refused(found)
    if refused is not None:
        raise OutwardError(refused)
    try:
        with _connected(place, found, ways, until) as line:
            return _spoken(place, line, until, method=method, headers=headers, content=content, kept_bytes=kept_bytes)
    except ssl.SSLCertVerificationError as error:
        raise OutwardError(Trouble.NOT_TRUSTED) from error
    except TimeoutError as error:
        raise OutwardError(Trouble.TOO_SLOW) from error
    except (http.client.HTTPException, ValueError) as error:
        raise OutwardError(Trouble.NOT_HTTP) from error
    except OSError as error:
        raise OutwardError(Trouble.NOT_REACHED) from error


def _resolved(place: Place, ways: Ways, until: float) -> list[str]:
    """Return the addresses of a name. The machine's resolver knows no limit of time, so it is not waited for longer than that."""
    found: list[str] = []

    def look() -> None:
        try:
            found.extend(dict.fromkeys(ways.resolve(place.host, place.port)))
        except (OSError, UnicodeError):
            return

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(_left(until))
    if looking.is_alive():
        raise OutwardError(Trouble.TOO_SLOW)
    return found


def _connected(place: Place, found: list[str], ways: Ways, until: float) -> socket.socket:
    """Return a connection to the first of the judged addresses that takes it."""
    line = _first_that_takes(place, found, ways, until)
    if place.is_plain:
        return line
    try:
        line.settimeout(_left(until))
        return ways.trust().wrap_socket(line, server_hostname=place.host)
    except BaseException:
        line.close()
        raise


def _first_that_takes(place: Place, found: list[str], ways: Ways, until: float) -> socket.socket:
    refused: OSError = ConnectionError()
    for count, address in enumerate(found):
        try:
            # One that swallows everything leaves time for those that follow: many a network has no way out for IPv6.
            return ways.connect((address, place.port), _left(until) / (len(found) - count))
        except OSError as error:
            refused = error
    raise refused


def _spoken(
    place: Place, line: socket.socket, until: float, *, method: str, headers: Mapping[str, str], content: bytes, kept_bytes: int
) -> Answer:
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.auto_open = 0
    connection.sock = _Limited(line, until)  # all of a socket that is used
    usual = 80 if place.is_plain else 443
    host = place.server if place.port == usual else f"{place.server}:{place.port}"
    asked = {"Host": host, "User-Agent": "consensus", "Connection": "close", "Accept-Encoding": "identity", **headers}
    connection.request(method, place.target, body=content, headers=asked)
    answer = connection.getresponse()
    return Answer(answer.status, answer.read(kept_bytes) if kept_bytes else b"")


def _left(until: float) -> float:
    """Return the seconds that are left.

    :raises TimeoutError: when none are.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Limited:
    """What is used of a socket: each step ends when the time of all of them is over, and no more than so many bytes are read."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def sendall(self, data: Any) -> None:
        """Send."""
        self._line.settimeout(_left(self._until))
        self._line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what is read from."""
        return io.BufferedReader(_Read(self._line, self._until))

    def close(self) -> None:
        """Leave it open: an answer is read after its head has said that nothing follows it. Who connected closes."""


class _Read(io.RawIOBase):
    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until, self._count = line, until, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if self._count >= MOST_BYTES:
            raise OutwardError(Trouble.TOO_MUCH)
        self._line.settimeout(_left(self._until))
        count = self._line.recv_into(into)
        self._count += count
        return count
