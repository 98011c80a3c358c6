"""What to do when the machine lacks a tool that a test needs: fail, unless its absence was allowed aloud."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def allowed_missing() -> frozenset[str]:
    """Return the tools whose absence is allowed, from ALLOW_MISSING, which separates them by commas."""
    return frozenset(name.strip() for name in os.environ.get("ALLOW_MISSING", "").split(",") if name.strip())


def report_missing(tool: str, sentence: str) -> NoReturn:
    """Skip when the absence of ``tool`` is allowed, else fail; ``sentence`` says what was looked for."""
    if tool in allowed_missing():
        pytest.skip(f"{sentence} (allowed by ALLOW_MISSING={tool})")
    pytest.fail(f"{sentence} Run scripts/ensure_tools, or allow it with ALLOW_MISSING={tool}.", pytrace=False)
