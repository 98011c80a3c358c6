"""Every decision record is checked against the published form, wherever a test makes one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA_FILE = DOCS / "decision.schema.json"
TAKEN_AWAY_FILE = DOCS / "decision_taken.schema.json"


def schema() -> dict[str, Any]:
    """Return the published form."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def problems_of(record: dict[str, Any]) -> list[str]:
    """Return what is wrong with a record, a sentence for each."""
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema()).iter_errors(record)]


def problems_of_taken(data: dict[str, Any]) -> list[str]:
    """Return what is wrong with a decision that was taken away as JSON, a sentence for each."""
    registry: Registry[Any] = Registry().with_resource("decision.schema.json", Resource.from_contents(schema()))
    form = json.loads(TAKEN_AWAY_FILE.read_text(encoding="utf-8"))
    # One of the two forms, so that what is wrong is said of it and not of the choice.
    chosen = form | {"oneOf": [{"$ref": f"#/$defs/{'reduced' if data['reduced'] else 'whole'}"}]}
    validator = Draft202012Validator(chosen, registry=registry)
    errors = (each for error in validator.iter_errors(data) for each in error.context or [error])
    return [f"{error.json_path}: {error.message}" for error in errors]
