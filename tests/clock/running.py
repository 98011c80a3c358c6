"""The program in processes of its own, as an operator starts it; whatever a test does to them, none is left afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config import Settings
from tests.support.installation import environment_of

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 90.0
"""Seconds: long, for a machine that does much else."""


@dataclass(frozen=True)
class Program:
    """A running ``consensus serve`` or ``consensus clock``."""

    process: subprocess.Popen[bytes]
    settings: Settings
    log_path: Path

    @property
    def log(self) -> str:
        """What it and all that it started have written."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def health(self) -> int | None:
        """What the address for being looked after answers; None where nobody does."""
        with contextlib.suppress(OSError, HTTPException):
            connection = HTTPConnection(self.settings.bind, timeout=PATIENCE)
            try:
                connection.request("GET", "/health")
                return connection.getresponse().status
            finally:
                connection.close()
        return None

    def others(self, *words: str) -> list[int]:
        """The processes that it started and whose command line has all of ``words``."""
        return [pid for pid in processes_of(self.settings) if pid != self.process.pid and all(word in _command_line(pid) for word in words)]


def processes_of(settings: Settings) -> list[int]:
    """All living processes that were told to work on this installation, told apart by the folder in their environment."""
    mark = f"CONSENSUS_HOME={settings.instance_path}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


def _command_line(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
    return []


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def on_free_port(settings: Settings) -> Settings:
    """Return ``settings`` for a server of the test's own."""
    bind = f"127.0.0.1:{free_port()}"
    return replace(settings, bind=bind, base_url=f"http://{bind}", workers=1, tick_seconds=0.2)


@contextmanager
def running(settings: Settings, log_path: Path, *arguments: str) -> Iterator[Program]:
    """Run ``consensus`` with ``arguments``."""
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "consensus.cli", *arguments],
            cwd=ROOT,
            env=os.environ | environment_of(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Program(process, settings, log_path)
    finally:
        for pid in processes_of(settings):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(PATIENCE)


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait until ``condition`` holds; fails when patience is at its end."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)
