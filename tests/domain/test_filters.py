"""Who matches a filter: surely, surely not, or perhaps. Source: composition.md, "Matching and counting"."""

from __future__ import annotations

import pytest

from consensus.domain.filters import matches

MAPUCHE = {"region": "LAC", "kind": "movement", "gender": "?"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # A value matches itself, or one of several.
        ({"region": "LAC"}, True),
        ({"region": "AFR"}, False),
        ({"region": ["AFR", "LAC"]}, True),
        ({"region": ("AFR", "ASIA_PAC")}, False),
        # A value is not a list of letters.
        ({"region": "LACX"}, False),
        # All parts must match.
        ({"region": "LAC", "kind": "movement"}, True),
        ({"region": "LAC", "kind": "ngo"}, False),
        # Nothing asked is nothing failed.
        ({}, True),
        # What is absent does not match ...
        ({"language": "es"}, False),
        # ... and what is undisclosed is not known,
        ({"gender": "F"}, None),
        ({"gender": ["F", "M"]}, None),
        # neither with what matches beside it,
        ({"gender": "F", "region": "LAC"}, None),
        # but it is known with what does not.
        ({"gender": "F", "region": "AFR"}, False),
        # The opposite of a filter, of one not known, of one absent.
        ({"not": {"region": "AFR"}}, True),
        ({"not": {"region": "LAC"}}, False),
        ({"not": {"gender": "F"}}, None),
        ({"not": {"language": "es"}}, True),
        ({"region": "LAC", "not": {"kind": "ngo"}}, True),
        ({"not": {"not": {"region": "LAC"}}}, True),
    ],
)
def test_a_filter_matches_surely_surely_not_or_perhaps(where: dict[str, object], expected: bool | None) -> None:  # noqa: FBT001
    assert matches(where, MAPUCHE) is expected
