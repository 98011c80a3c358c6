"""Clears up after a test run, however it ended: stops the run's database server and removes the run's folder.

Started as a process of its own by the run's first process, it waits for its standard input to end, which happens when
that process closes it, exits, or is killed.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import postgres


def start(run_folder: Path) -> subprocess.Popen[bytes]:
    """Start watching over ``run_folder``."""
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.watchdog", str(run_folder)],
        stdin=subprocess.PIPE,
        cwd=root,
        # A key pressed to interrupt the tests must not interrupt the clearing up.
        start_new_session=True,
    )


def finish(watchdog: subprocess.Popen[bytes]) -> None:
    """Let the watchdog do its work, and wait for it."""
    if watchdog.stdin is not None:
        watchdog.stdin.close()
    watchdog.wait(timeout=60)


def _main(run_folder: Path) -> None:
    sys.stdin.buffer.read()
    with contextlib.suppress(subprocess.CalledProcessError):
        postgres.stop(run_folder)
    shutil.rmtree(run_folder, ignore_errors=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
