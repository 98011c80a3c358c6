"""Servers of the tests are forked from a process that has loaded the program: loading it takes longer than most of what follows.

What serves is the product's own: a fork does what ``python -m gunicorn`` does, in a session and an environment of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.support.preloaded"])


def start_server(listener: socket.socket, log_path: Path, environment: Mapping[str, str], *arguments: str) -> BaseProcess:
    """Start ``gunicorn`` with ``arguments`` on a socket that somebody bound; it leads a session of its own."""
    process = _FORKS.Process(target=_serve, args=(listener, log_path, dict(environment), arguments))
    process.start()
    return process


def _serve(listener: socket.socket, log_path: Path, environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    # Imported here, so that who asks for a server need not load it.
    from gunicorn.app.wsgiapp import run

    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with log_path.open("wb") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    sys.argv = ["gunicorn", *arguments, "--bind", f"fd://{listener.fileno()}"]
    run()
