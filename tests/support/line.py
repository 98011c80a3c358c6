"""A line between a browser and a server that can be cut, that can fall silent or lose packets and answers, and that is counted."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PACKET = 1_400
"""Bytes that travel together."""

SENT_AGAIN_SECONDS = 0.2
"""After so long a packet that was lost comes after all: TCP waits at least that long before it sends it again."""

SEED = 59
"""With it, the first requests that one in twenty strikes are among the first ten: a test need not wait for them."""

_REQUEST = re.compile(rb"^(?:GET|HEAD|POST|PUT) /\S* HTTP/1\.1\r$", re.MULTILINE)


@dataclass
class BrokenLine:
    """Hands connections on to a server as long as the line is up."""

    listener: socket.socket
    server: tuple[str, int]
    is_up: bool = True
    loses_answers: bool = False
    """Whether what is sent arrives and what is answered does not."""
    loses: float = 0.0
    """Which share of packets comes late, for it was lost and sent again; as large a share of requests breaks off for good, in
    turn before it arrives and before its answer does."""
    lost_requests: int = 0
    lost_answers: int = 0
    carried: int = 0
    """Bytes that went over it, in both directions."""
    answered: int = 0
    """Bytes of answers among them."""
    requests: int = 0
    """How many of HTTP/1.1 were asked over it."""
    _open: list[socket.socket] = field(default_factory=list)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _lot_of_packets: random.Random = field(default_factory=lambda: random.Random(20))
    _lot_of_requests: random.Random = field(default_factory=lambda: random.Random(SEED))
    _flows: threading.Event = field(default_factory=threading.Event)
    _answers_lost_on: set[socket.socket] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._flows.set()

    @property
    def url(self) -> str:
        """The server's address at this end of the line."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def cut(self) -> None:
        """Let nothing through, in the middle of whatever is on its way."""
        self.is_up = False
        self._hang_up()

    def mend(self) -> None:
        """Let everything through again, and what fell silent come late."""
        self.is_up, self.loses_answers, self.loses = True, False, 0.0
        self._flows.set()

    def lose_answers(self) -> None:
        """Let requests through and no answers."""
        self.loses_answers = True

    def fall_silent(self) -> None:
        """Let nothing through and break nothing off: whoever sends hears nothing at all until the line is mended."""
        self._flows.clear()

    def lose(self, share: float) -> None:
        """Lose packets and, now and then, a request or its answer."""
        self.loses = share

    def _hang_up(self) -> None:
        while self._open:
            _close(self._open.pop())

    def _take_calls(self) -> None:
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:  # the line is gone for good
                return
            if not self.is_up:
                _close(caller)
                continue
            called = socket.create_connection(self.server)
            self._open += [caller, called]
            for pair in ((caller, called, False), (called, caller, True)):
                threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    def _hand_on(self, taken: socket.socket, given: socket.socket, is_answer: bool) -> None:  # noqa: FBT001 - called by a thread alone
        with contextlib.suppress(OSError):
            while (content := taken.recv(PACKET if self.loses else 1 << 16)) and not (is_answer and self.loses_answers):
                self._flows.wait()
                if self.loses and self._breaks_off(content, given if not is_answer else taken, is_answer=is_answer):
                    break
                given.sendall(content)
                with self._counting:
                    self.carried += len(content)
                    self.answered += len(content) if is_answer else 0
                    self.requests += 0 if is_answer else len(_REQUEST.findall(content))
        _close(taken)
        _close(given)

    def _breaks_off(self, content: bytes, to_server: socket.socket, *, is_answer: bool) -> bool:
        with self._counting:
            is_late = self._lot_of_packets.random() < self.loses
            if is_answer:
                return to_server in self._answers_lost_on
            if breaks := bool(_REQUEST.search(content)) and self._lot_of_requests.random() < self.loses:
                if self.lost_requests <= self.lost_answers:
                    self.lost_requests += 1
                else:
                    self.lost_answers += 1
                    self._answers_lost_on.add(to_server)
                    breaks = False
        if is_late:
            time.sleep(SENT_AGAIN_SECONDS)
        return breaks


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def broken_line(url: str) -> Iterator[BrokenLine]:
    """Put a line before the server at ``url``."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = BrokenLine(listener, (parts.hostname or "", parts.port or 0))
        thread = threading.Thread(target=line._take_calls, daemon=True)
        thread.start()
        try:
            yield line
        finally:
            line.cut()
            _close(listener)
            thread.join(5)
