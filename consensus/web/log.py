"""What the program writes to its log, and how: one line per event on standard error, in UTC, and nothing about anybody.

Never a name, a text, an address of the net or a token: those who decide here may be watched. There is no log of who asked
for which page; a proxy in front must be told the same.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path

from gunicorn.glogging import Logger

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s"
INSTANT = "%Y-%m-%dT%H:%M:%S"

QUIET = ("alembic", "apscheduler", "tzlocal")
"""Libraries that tell of every step; only what went wrong is of use."""


def log_to_standard_error() -> None:
    """Write the log of this process to standard error. For programs; a test catches the log by other means."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter(FORMAT, INSTANT)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def place_of(error: BaseException | None) -> str:
    """Return where ``error`` was raised, as a file and a line: its message may repeat what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The log of the web server, which would name callers and whole addresses, with what was searched for in them."""

    def warning(self, msg: str, *_args: object, **_more: object) -> None:
        """Write what the server says about itself, and nothing about who sent a request that it could not read."""
        if not msg.startswith("Invalid request from"):
            super().warning(msg, *_args, **_more)

    def exception(self, msg: str, *_args: object, **_more: object) -> None:
        """Write that something failed, which kind of failure and where, without the request."""
        error = sys.exc_info()[1]
        super().error("%s: %s at %s", msg.partition(" %")[0], type(error).__name__, place_of(error))
