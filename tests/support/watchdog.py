"""Clears up after a test run, however it ended: stops the run's database server and removes the run's folder.

Started as a process of its own by the run's first process, it waits for its standard input to end, which happens when
that process closes it, exits, or is killed. Every run waits for it, so it imports little.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

STOP_COMMAND = "stop.json"
"""The file in the run's folder with the command that stops the run's database server, if it has one."""


def start(run_folder: Path) -> subprocess.Popen[bytes]:
    """Start watching over ``run_folder``."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(run_folder)],
        stdin=subprocess.PIPE,
        # A key pressed to interrupt the tests must not interrupt the clearing up.
        start_new_session=True,
    )


def finish(watchdog: subprocess.Popen[bytes]) -> None:
    """Let the watchdog do its work, and wait for it."""
    if watchdog.stdin is not None:
        watchdog.stdin.close()
    watchdog.wait(timeout=60)


def _clear_up(run_folder: Path) -> None:
    sys.stdin.buffer.read()
    command = run_folder / STOP_COMMAND
    if command.exists():
        subprocess.run(json.loads(command.read_text(encoding="utf-8")), cwd="/", check=False, stdout=subprocess.DEVNULL)
    shutil.rmtree(run_folder, ignore_errors=True)


if __name__ == "__main__":
    _clear_up(Path(sys.argv[1]))
