"""Starts web servers as ``consensus serve`` starts them: the same program, settings, workers and threads; and ends them by their pid."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consensus.cli.supervising import gunicorn
from tests.support.tree import ROOT

WORKERS, THREADS = 2, 2
"""What ``consensus serve`` runs unless it is told otherwise. Source: docs/settings.md."""

START_SECONDS = 60.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int

    def worker_megabytes(self) -> float:
        """Return the memory that one worker holds, in megabytes; the largest of them."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii")) for pid in children]
        return max((int(size[1]) / 1000 for size in sizes if size), default=0.0)


@contextmanager
def served(target: str, environment: dict[str, str], log: Path) -> Iterator[Server]:
    """Serve a WSGI application on a free port of this machine; the server is gone afterwards."""
    with running(lambda bind: gunicorn(target, bind=bind, workers=WORKERS, threads=THREADS), environment, log) as server:
        yield server


@contextmanager
def running(command: Callable[[str], list[str]], environment: dict[str, str], log: Path, folder: Path = ROOT) -> Iterator[Server]:
    """Run a server that is told where to listen; it is gone afterwards."""
    with socket.socket() as listener, log.open("wb") as said:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            command(f"fd://{listener.fileno()}"),
            cwd=folder,
            env=os.environ | environment,
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield Server(port, process.pid)
    finally:
        _end(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    # It leads a session of its own, so this reaches what it started and nobody else.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_SECONDS)
