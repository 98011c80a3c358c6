"""Pages on paper: HTML becomes a PDF in a process of its own. Where the machine lacks what that takes, it says so."""

from __future__ import annotations

import subprocess
import sys
import threading
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import current_app

from consensus.domain.errors import NotFoundError
from consensus.web.printer import MISSING

PRINTER = Path(__file__).with_name("printer.py")
STYLE_SHEET = Path(__file__).with_name("printing.css")

LONGEST_SECONDS = 60

CANNOT = "This machine cannot make PDF files: the library Pango is missing on it. Whoever runs it can install libpango-1.0-0 and libpangoft2-1.0-0."

_one_at_a_time = threading.BoundedSemaphore(1)
"""Each takes some 120 MB while it works; a web worker starts one after the other."""


@cache
def can_print() -> bool:
    """Return whether this machine has what it takes; looked up once."""
    libraries = ("pango-1.0", "pangoft2-1.0")
    return find_spec("weasyprint") is not None and all(find_library(name) is not None for name in libraries)


def pdf_of(html: str) -> bytes:
    """Return a page as a PDF.

    :raises NotFoundError: where this machine lacks what that takes.
    :raises subprocess.SubprocessError: when it takes too long, or fails.
    """
    if not can_print():
        raise NotFoundError(CANNOT)
    command = [sys.executable, "-I", str(PRINTER), str(STYLE_SHEET), current_app.config["SETTINGS"].base_url]
    with _one_at_a_time:
        # Nothing of our environment goes along: it holds what only this program may know.
        done = subprocess.run(
            command, input=html.encode(), capture_output=True, env={"LANG": "C.UTF-8"}, timeout=LONGEST_SECONDS, check=False
        )
    if done.returncode == MISSING:
        raise NotFoundError(CANNOT)
    done.check_returncode()
    return done.stdout
