"""A line between a browser and a server that can be cut, that can lose an answer whose request has arrived, and that is counted."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_REQUEST = re.compile(rb"^(?:GET|HEAD|POST|PUT) /\S* HTTP/1\.1\r$", re.MULTILINE)


@dataclass
class BrokenLine:
    """Hands connections on to a server as long as the line is up."""

    listener: socket.socket
    server: tuple[str, int]
    is_up: bool = True
    loses_answers: bool = False
    """Whether what is sent arrives and what is answered does not."""
    carried: int = 0
    """Bytes that went over it, in both directions."""
    answered: int = 0
    """Bytes of answers among them."""
    requests: int = 0
    """How many of HTTP/1.1 were asked over it."""
    _open: list[socket.socket] = field(default_factory=list)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The server's address at this end of the line."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def cut(self) -> None:
        """Let nothing through, in the middle of whatever is on its way."""
        self.is_up = False
        self._hang_up()

    def mend(self) -> None:
        """Let everything through again."""
        self.is_up, self.loses_answers = True, False

    def lose_answers(self) -> None:
        """Let requests through and no answers."""
        self.loses_answers = True

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
            while (content := taken.recv(1 << 16)) and not (is_answer and self.loses_answers):
                given.sendall(content)
                with self._counting:
                    self.carried += len(content)
                    self.answered += len(content) if is_answer else 0
                    self.requests += 0 if is_answer else len(_REQUEST.findall(content))
        _close(taken)
        _close(given)


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
