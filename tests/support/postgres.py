"""A PostgreSQL cluster that lives as long as one test run, also where the tests run as root.

The first test that needs it starts it, whichever worker that is; a watchdog started by the run's first process stops it
when that process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.missing import report_missing
from tests.support.watchdog import STOP_COMMAND

OLDEST = 15
"""The oldest major version that the product supports."""

SYSTEM_USER = "postgres"
"""The server refuses to run as root, so root hands it to the user that Debian's package makes."""

_OPTIONS = " ".join(
    f"-c {option}"
    for option in (
        # What the tests write is thrown away, and the folder may lie in memory.
        *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=256MB"),
        *("max_connections=200", "shared_buffers=64MB", "listen_addresses=127.0.0.1"),
    )
)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process of this run at a time through."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def server_programs() -> Path:
    """Return the folder of the newest server's programs; skips or fails where there is none."""
    found = {int(match[1]): path for path in Path("/usr/lib/postgresql").glob("*/bin") if (match := re.search(r"/(\d+)/bin$", str(path)))}
    usable = [version for version, path in found.items() if version >= OLDEST and (path / "initdb").exists()]
    if usable:
        return found[max(usable)]
    on_path = shutil.which("initdb")
    if not on_path:
        report_missing("postgres", f"PostgreSQL {OLDEST} or newer is not installed.")
    return Path(on_path).resolve().parent


def _as_server(*arguments: str) -> list[str]:
    """Return the command line that runs ``arguments`` as a user who may run the server."""
    return ["runuser", "-u", SYSTEM_USER, "--", *arguments] if os.geteuid() == 0 else list(arguments)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cluster_address(run_folder: Path) -> str:
    """Return ``postgresql+psycopg://user@127.0.0.1:port``, starting the cluster of this run if nobody has yet."""
    address = run_folder / "postgres.address"
    with locked(run_folder / "postgres.lock"):
        if not address.exists():
            address.write_text(_start(run_folder), encoding="ascii")
    return address.read_text(encoding="ascii")


def _start(run_folder: Path) -> str:
    programs = server_programs()
    folder = run_folder / "postgres"
    folder.mkdir()
    if os.geteuid() == 0:
        owner = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = str(folder / "data")
    pg_ctl = str(programs / "pg_ctl")
    initdb = str(programs / "initdb")
    _run(_as_server(initdb, "-D", data, "-U", SYSTEM_USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"))
    # Written before the start, so that even a server that began and did not finish is stopped.
    stop = _as_server(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    (run_folder / STOP_COMMAND).write_text(json.dumps(stop), encoding="utf-8")
    port = _free_port()
    _run(_as_server(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-p {port} -k {folder} {_OPTIONS}", "start"))
    return f"postgresql+psycopg://{SYSTEM_USER}@127.0.0.1:{port}"
