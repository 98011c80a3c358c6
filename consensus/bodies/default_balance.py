"""The composition rules with which the software suggests that a new steering body begins; the network changes them at will.

A cap on the most numerous gender holds for more than two genders, where floors on two of them do not; the share is of the
statutory seats, so that seats can be filled one after another. Source: composition.md, "Verdict", the last two points.
"""

from __future__ import annotations

from typing import Any

SOURCE = "default of the software"
"""Stands beside each of these rules, so that nobody takes them for rules of the network."""


def default_balance() -> list[dict[str, Any]]:
    """Return the rules as data. Three fifths, rounded to the nearest seat: 2 of 3, 3 of 5, 4 of 7, 5 of 9."""
    return [
        {
            "id": "gender-cap",
            "kind": "for_each",
            "group_by": "gender",
            "rules": [{"kind": "share", "where": {}, "max": "3/5", "rounding": "nearest", "base": "seats"}],
            "text": {"en": "No gender holds more than three fifths of the seats."},
            "source": SOURCE,
        },
        {
            "id": "one-per-organisation",
            "kind": "for_each",
            "group_by": "org",
            "rules": [{"kind": "count", "max": 1}],
            "text": {"en": "No organisation holds more than one seat."},
            "source": SOURCE,
        },
    ]
