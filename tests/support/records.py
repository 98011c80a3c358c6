"""Every decision record is checked against the published form, wherever a test makes one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "decision.schema.json"


def schema() -> dict[str, Any]:
    """Return the published form."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def problems_of(record: dict[str, Any]) -> list[str]:
    """Return what is wrong with a record, a sentence for each."""
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema()).iter_errors(record)]
