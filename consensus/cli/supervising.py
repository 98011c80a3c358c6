"""Keeps a few processes running until told to stop: the web workers, and one clock beside them.

Each may be killed at any moment and is started again; nothing is lost, since what is due is read from the database. The
socket is this process's own, so that while the web workers are started again callers wait instead of being turned away.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

import click

LOOK_SECONDS = 0.1
"""How often the processes are looked at."""

STEADY_SECONDS = 10.0
"""Whoever ran this long is started again at once; whoever did not waits longer each time, so that a broken one does not spin."""

LONGEST_PAUSE_SECONDS = 30.0

STOP_WITHIN_SECONDS = 15.0
"""How long a process may take to finish what it is at before it is killed."""

GRACE_SECONDS = 10
"""How long a web worker may take to answer the requests that it has: less than the time above."""

BIND_WITHIN_SECONDS = 5.0
"""How long to wait for an address that the last run of the program may still be leaving."""

BACKLOG = 2048
"""Callers that may wait to be answered. Source: gunicorn's own default."""

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def gunicorn(target: str, *, bind: str, workers: int, threads: int) -> list[str]:
    """Return the command line of the web workers for a WSGI application."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        target,
        f"--bind={bind}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        # Loaded once and forked: a worker that was killed is replaced at once. Nothing is connected before the fork.
        "--preload",
        f"--graceful-timeout={GRACE_SECONDS}",
        "--no-control-socket",
        "--log-level=warning",
        "--logger-class=consensus.web.log.ServerLog",
    ]


@contextmanager
def listening(bind: str) -> Iterator[socket.socket]:
    """Give a socket that listens on ``bind``, an address and a port.

    :raises click.ClickException: when the address cannot be had.
    """
    host, _, port = bind.rpartition(":")
    deadline = time.monotonic() + BIND_WITHIN_SECONDS
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            while True:
                try:
                    listener.bind(address)
                    # Also here: two that have bound the same address are told apart only now.
                    listener.listen(BACKLOG)
                    break
                except OSError as error:
                    if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                        raise
                    time.sleep(LOOK_SECONDS)
            yield listener
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {bind}: {error.strerror or error}.") from error


def serve_until_told(
    target: str, *, bind: str, workers: int, threads: int, clock: Sequence[str], tell: Callable[[], None] = lambda: None
) -> None:
    """Serve a WSGI application on ``bind`` with one clock beside it until this process is told to end.

    :param clock: the command line of the clock.
    :param tell: called once callers can come.
    """
    with listening(bind) as listener:
        web = gunicorn(target, bind=f"fd://{listener.fileno()}", workers=workers, threads=threads)
        tell()
        Supervisor([web, clock], pass_fds=(listener.fileno(),)).run()


@dataclass
class Kept:
    """One process that is kept running."""

    command: Sequence[str]
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def look(self, now: float) -> None:
        """Start it if it is time; note if it has ended, and when it is to be started again."""
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
        elif self.process.poll() is not None:
            click.echo(f"consensus: a process ended with status {self.process.returncode} and is started again.", err=True)
            self.failures = 0 if now - self.started_at >= STEADY_SECONDS else self.failures + 1
            self.start_at = now + (min(2.0**self.failures / 2, LONGEST_PAUSE_SECONDS) if self.failures else 0.0)
            # What it had started itself ends too, before others take its place.
            self.signal_all(signal.SIGTERM)
            self.process = None

    def start(self, now: float) -> None:
        """Start it, in a group of its own: Ctrl-C reaches this process alone, which then stops the others in order."""
        parent = os.getpid()
        self.started_at = now
        self.process = subprocess.Popen(
            self.command, start_new_session=True, pass_fds=self.pass_fds, preexec_fn=lambda: _end_with_parent(parent)
        )

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to it and to all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Keeps processes running until it is told to stop, then stops them."""

    commands: Sequence[Sequence[str]]
    pass_fds: Sequence[int] = ()
    _is_stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start the processes and watch them; return once it was told to stop and all have ended."""
        for number in STOPPING:
            signal.signal(number, self._stop)
        kept = [Kept(command, self.pass_fds) for command in self.commands]
        try:
            while not self._is_stopping:
                for each in kept:
                    each.look(time.monotonic())
                time.sleep(LOOK_SECONDS)
        finally:
            _end(kept)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True


def _end(kept: Sequence[Kept]) -> None:
    running = [each for each in kept if each.process is not None]
    for each in running:
        if each.process is not None and each.process.poll() is None:
            each.process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for each in running:
        if each.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.process.wait(max(0.1, deadline - time.monotonic()))
            each.signal_all(signal.SIGKILL)
            each.process.wait()


def _end_with_parent(parent: int) -> None:
    """Let the kernel end this process when the one that started it dies, even by SIGKILL; only Linux can."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
