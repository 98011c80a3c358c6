"""A decision as JSON values, as one reader may take it away.

The people of the deciding body get the record itself, which its hash and its entry in the ledger are of, beside what
happened since. Everybody else gets what the page shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from consensus.archive.queries.seen import DecisionView
from consensus.ledger.canonical import instant

SINCE = (
    "as_of",
    "number",
    "visibility",
    "status",
    "has_dissent",
    "lapses_at",
    "links",
    "under_way",
    "review_on",
    "reviews",
    "tasks",
    "parties",
)
"""What may have changed since the record was made."""

LEFT_OUT = {"html", "is_inside", "may_propose", "may_end"}
"""What serves a page alone."""


def as_data(view: DecisionView, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``view`` as JSON values; inside the body with ``record`` in it, whole."""
    if not view.is_inside:
        return {"reduced": True, **_plain(view)}
    since = {name: _plain(getattr(view, name)) for name in SINCE}
    annexed = {"statements": _plain(view.dissent.statements.said), "dissociations": _plain(view.dissent.dissociations.said)}
    return {"reduced": False, **since, **annexed, "record_sha256": view.record_sha256, "record": dict(record)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name not in LEFT_OUT}
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value
