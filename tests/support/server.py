"""The product's own web server in a process of its own, for tests that speak to it over the network."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from config import Settings
from tests.support.installation import environment_of
from tests.support.served import start_server

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class LiveServer:
    """A running server: where it is, and the settings that it runs with."""

    url: str
    settings: Settings
    pid: int
    log_path: Path

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_server(
    settings: Settings, log_path: Path, *, workers: int = 1, target: str = "wsgi:app", environment: Mapping[str, str] | None = None
) -> Iterator[LiveServer]:
    """Serve ``settings`` on a free port of this machine; the server is gone afterwards.

    The port is taken before the server starts and handed to it, so nobody else can take it in between.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        told = replace(settings, base_url=url, bind=f"127.0.0.1:{port}")
        process = start_server(
            listener,
            log_path,
            os.environ | environment_of(told) | dict(environment or {}),
            *(target, "--worker-class", "gthread", "--workers", str(workers), "--threads", "4"),
            *("--no-control-socket", "--graceful-timeout", "1", "--log-level", "warning"),
        )
    assert process.pid is not None
    server = LiveServer(url=url, settings=told, pid=process.pid, log_path=log_path)
    try:
        _wait_until_it_answers(process, port, server)
        yield server
    finally:
        stop(process, server.pid)


def _wait_until_it_answers(process: BaseProcess, port: int, server: LiveServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.exitcode is not None:
            pytest.fail(f"The server ended with {process.exitcode}:\n{server.log}", pytrace=False)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"The server did not answer within {START_SECONDS:.0f} seconds:\n{server.log}", pytrace=False)


def stop(process: BaseProcess, pid: int) -> None:
    """End a process that leads a session of its own, and all it started; gently first."""
    process.terminate()
    process.join(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    process.join(STOP_SECONDS)


@pytest.fixture
def live_server(settings: Settings, tmp_path: Path) -> Iterator[LiveServer]:
    """A server on this test's database. A test that has no reason to run on both engines names one:

    ``@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)``.
    """
    with running_server(settings, tmp_path / "server.log") as server:
        yield server
    assert "Traceback (most recent call last)" not in server.log, server.log
