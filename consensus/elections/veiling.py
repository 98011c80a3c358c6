"""What was counted, so that anybody can count it again, without what nobody but the person may read: values become letters.

Who was alike in a confidential attribute is seen in it, and must be, or nobody could count again; which value that was, is not,
unless a rule itself speaks of one. Candidates are told so before they stand. Source: composition.md, "What is shown to whom".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consensus.bodies.queries.verdicts import CONFIDENTIAL
from consensus.domain.filters import UNDISCLOSED


def veiled(counted: Mapping[str, Any]) -> dict[str, Any]:
    """Return an election in the form that ``consensus count`` reads, with each confidential value under a letter."""
    found = dict(counted)
    for name in sorted(CONFIDENTIAL):
        values = [each[name] for part in ("candidates", "sitting", "vacant") for each in found.get(part, ()) if name in each]
        values += found.get("attributes", {}).get(name, [])
        letters = {value: f"{name}-{chr(ord('a') + number)}" for number, value in enumerate(dict.fromkeys(values)) if value != UNDISCLOSED}
        found = _renamed(found, name, letters)
        if name in found.get("attributes", {}):
            # In the network's own order they would say which letter is which.
            found["attributes"] = {**found["attributes"], name: sorted(found["attributes"][name])}
    return found


def _renamed(data: Any, name: str, letters: Mapping[Any, str]) -> Any:
    if isinstance(data, list | tuple):
        return [_renamed(each, name, letters) for each in data]
    if not isinstance(data, Mapping):
        return data
    found = {key: _called(value, letters) if key == name else _renamed(value, name, letters) for key, value in data.items()}
    if data.get("group_by") == name and "values" in data:
        found["values"] = _called(data["values"], letters)
    if data.get("attribute") == name and isinstance(data.get("seats"), Mapping):
        found["seats"] = {letters.get(value, value): number for value, number in data["seats"].items()}
    return found


def _called(value: Any, letters: Mapping[Any, str]) -> Any:
    return [letters.get(each, each) for each in value] if isinstance(value, list | tuple) else letters.get(value, value)
