"""Cases of elections: those in the repository, and real ballots, which are no part of it and lie beside it where they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
BALLOTS = Path(os.environ.get("ELECTION_CASES", ROOT.parent / "shared" / "cases" / "elections"))
"""Where ``counts.json`` and the ballots are that it names; they have licences of their own and are not copied here."""
COUNTS = BALLOTS / "counts.json"


def bodies(name: str) -> list[dict[str, Any]]:
    """Return the bodies of a file of cases."""
    found: list[dict[str, Any]] = json.loads((CASES / name).read_text(encoding="utf-8"))["bodies"]
    return found


def counts() -> list[dict[str, Any]]:
    """Return the counts of real ballots, or none where they are not at hand."""
    found: list[dict[str, Any]] = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else []
    return found
