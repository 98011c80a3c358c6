"""Asks a server for the same thing over and over, for a short while, on a few connections that are kept open.

Written on bare sockets, so that asking takes as little as possible of the machine that also answers.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

CONNECTIONS = 4
"""As many as the server has threads: nobody waits for a thread, so that latency is what answering takes."""

PATIENCE_SECONDS = 30.0


@dataclass
class Sample:
    """What a while of asking gave."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    """Of each answer, in seconds."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency that this share of the answers kept to, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0

    def add(self, other: Sample) -> None:
        """Take another while in."""
        self.seconds += other.seconds
        self.latencies += other.latencies


class UnexpectedAnswerError(Exception):
    """A server answered something else than what is measured."""


def get(path: str, cookie: str = "") -> bytes:
    """Return a request for a page as a browser sends it."""
    return _request("GET", path, cookie)


def post(path: str, cookie: str, body: str) -> bytes:
    """Return a form as a browser sends it."""
    content = body.encode()
    kind = ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}", "Sec-Fetch-Site: same-origin"]
    return _request("POST", path, cookie, kind) + content


def _request(method: str, path: str, cookie: str, more: Sequence[str] = ()) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip", *more]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass
class Connection:
    """One connection to a server on this machine, opened anew when the server closes it."""

    port: int
    _socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Return the status, the head and the body of the answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = _length(head)
        parts, have = [body], len(body)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), head, b"".join(parts)

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _more(self) -> bytes:
        received = b"" if self._socket is None else self._socket.recv(1 << 18)
        if not received:
            raise ConnectionResetError("the server hung up in mid-answer")
        return received


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line[15:])
    return 0


def put_under_load(port: int, requests: Sequence[bytes], expected: int, seconds: float) -> Sample:
    """Send ``requests`` in turn for some seconds, each connection beginning elsewhere among them.

    :raises UnexpectedAnswerError: when an answer has another status than ``expected``.
    """
    shares = [requests[place::CONNECTIONS] or requests for place in range(CONNECTIONS)]
    samples = [Sample() for _ in shares]
    wrong: list[str] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_ask_on, args=(port, share, expected, began + seconds, sample, wrong), daemon=True)
        for share, sample in zip(shares, samples, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise UnexpectedAnswerError(wrong[0])
    total = Sample()
    for sample in samples:
        total.add(sample)
    total.seconds = time.perf_counter() - began
    return total


def _ask_on(port: int, requests: Sequence[bytes], expected: int, until: float, sample: Sample, wrong: list[str]) -> None:
    connection = Connection(port)
    place = 0
    try:
        while (began := time.perf_counter()) < until and not wrong:
            status, head, body = connection.ask(requests[place % len(requests)])
            if status != expected:
                wrong.append(f"{status} instead of {expected}: {head[:300]!r} {body[:300]!r}")
                return
            sample.latencies.append(time.perf_counter() - began)
            place += 1
    except OSError as error:
        wrong.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()
