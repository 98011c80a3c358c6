"""Pages on paper, or as a picture: HTML becomes a PDF or a PNG in a process of its own. What the machine lacks for it, it says."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from flask import current_app

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.web.printer import LENGTH, MANY, MISSING, PICTURE

PRINTER = Path(__file__).with_name("printer.py")
STYLE_SHEET = Path(__file__).with_name("printing.css")
PICTURE_SHEET = Path(__file__).with_name("picture.css")

LONGEST_SECONDS = 60

PAGES_OF_A_PROCESS = 250
"""How many pages a process sets where there are many: what it keeps of fonts and pictures is let go then."""

ENVIRONMENT = {"LANG": "C.UTF-8"}
"""Of the process that sets pages: nothing of ours, which holds what only this program may know."""

CANNOT = _(
    "This machine cannot make PDF files: the library Pango is missing on it. Whoever runs it can install libpango-1.0-0 and libpangoft2-1.0-0."
)

_one_at_a_time = threading.BoundedSemaphore(1)
"""Each takes some 120 MB while it works; a web worker starts one after the other."""


@cache
def can_print() -> bool:
    """Return whether this machine has what it takes; looked up once."""
    libraries = ("pango-1.0", "pangoft2-1.0")
    return find_spec("weasyprint") is not None and all(find_library(name) is not None for name in libraries)


@cache
def can_draw() -> bool:
    """Return whether it can make pictures, too."""
    return can_print() and find_spec("pypdfium2") is not None


def pdf_of(html: str) -> bytes:
    """Return a page as a PDF.

    :raises NotFoundError: where this machine lacks what that takes.
    :raises subprocess.SubprocessError: when it takes too long, or fails.
    """
    return _set(html, _command())


def png_of(html: str) -> bytes:
    """Return the first page as a PNG, 1200 by 630 pixels.

    :raises NotFoundError: where this machine lacks what that takes.
    :raises subprocess.SubprocessError: when it takes too long, or fails.
    """
    return _set(html, [*_command(PICTURE_SHEET), PICTURE])


def _set(html: str, command: list[str]) -> bytes:
    if not can_print():
        raise NotFoundError(CANNOT)
    with _one_at_a_time:
        done = subprocess.run(command, input=html.encode(), capture_output=True, env=ENVIRONMENT, timeout=LONGEST_SECONDS, check=False)
    if done.returncode == MISSING:
        raise NotFoundError(CANNOT)
    done.check_returncode()
    return done.stdout


class Press:
    """Sets many pages one after the other in a process that lives on, and in a new one now and then, so that none grows for ever."""

    def __init__(self) -> None:
        """Get ready.

        :raises NotFoundError: where this machine lacks what that takes.
        """
        if not can_print():
            raise NotFoundError(CANNOT)
        self._process: subprocess.Popen[bytes] | None = None
        self._set = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def pdf_of(self, html: str) -> bytes:
        """Return a page as a PDF.

        :raises NotFoundError: when the process ended before it was done.
        """
        if self._process is None or self._set >= PAGES_OF_A_PROCESS:
            self._end()
            self._process = subprocess.Popen([*_command(), MANY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        content, given, made = html.encode(), self._process.stdin, self._process.stdout
        if given is None or made is None:
            raise AssertionError("the process was begun with pipes")
        self._set += 1
        try:
            given.write(LENGTH.pack(len(content)) + content)
            given.flush()
            (size,) = LENGTH.unpack(made.read(LENGTH.size))
        except (OSError, struct.error):
            raise NotFoundError(CANNOT) from None
        return made.read(size)

    def _end(self) -> None:
        if self._process is not None:
            self._process.communicate()
        self._process, self._set = None, 0


def _command(style_sheet: Path = STYLE_SHEET) -> list[str]:
    return [sys.executable, "-I", str(PRINTER), str(style_sheet), current_app.config["SETTINGS"].base_url]
