"""Whether a voice, or a person in a seat, matches a filter: surely, surely not, or perhaps.

The same filters choose voices for ``quorum.include`` and people for the composition of a body. Source: composition.md,
"Matching and counting": ``{attribute: value or [values], ..., "not": {filter}}``; all parts must match; what is ``"?"``
matches unknown, what is absent does not match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

UNDISCLOSED = "?"
"""The value that is never guessed and counts towards nothing."""

NOT = "not"


def matches(where: Mapping[str, object], attributes: Mapping[str, object]) -> bool | None:
    """True, False, or None for unknown, by Kleene's three-valued logic."""
    found: bool | None = True
    for name, wanted in where.items():
        part = _part_matches(name, wanted, attributes)
        if part is False:
            return False
        if part is None:
            found = None
    return found


def values_matching(name: str, wanted: object, *, undisclosed: bool) -> tuple[object, ...] | None:
    """Return the values with which that part of a filter matches, and ``"?"`` if asked for; None where it is not told by values alone."""
    if name == NOT or not isinstance(wanted, str | tuple | list):
        return None
    disclosed = [value for value in ((wanted,) if isinstance(wanted, str) else wanted) if value is not None and value != UNDISCLOSED]
    return (*disclosed, UNDISCLOSED) if undisclosed else tuple(disclosed)


def _part_matches(name: str, wanted: object, attributes: Mapping[str, object]) -> bool | None:
    if name == NOT and isinstance(wanted, Mapping):
        inner = matches(wanted, attributes)
        return None if inner is None else not inner
    value = attributes.get(name)
    if value is None:
        return False
    if value == UNDISCLOSED:
        return None
    # Told apart in this order, for it is asked of everybody by every rule, and the last question is a slow one.
    if isinstance(wanted, str):
        return value == wanted
    if isinstance(wanted, tuple | list):
        return value in wanted
    return value in wanted if isinstance(wanted, Sequence) else value == wanted
