"""The rules of the demonstration about who sits together: of its board, and of the steering committees of its groups."""

from __future__ import annotations

from typing import Any

BOARD_RULES: list[dict[str, Any]] = [
    {"id": "size", "kind": "size", "max": 7, "source": "Example charter, article 4"},
    {
        "id": "region-cap",
        "kind": "for_each",
        "group_by": "region",
        "over": "declared",
        "rules": [{"kind": "count", "max": 2}],
        "source": "Example charter, article 5",
    },
    {
        "id": "gender-cap",
        "kind": "for_each",
        "group_by": "gender",
        "rules": [{"kind": "count", "max": 4}],
        "source": "Example charter, article 5",
    },
    {"id": "movements", "kind": "count", "where": {"kind": ["movement", "grassroots"]}, "min": 2, "source": "Example charter, article 6"},
    {"id": "each-region", "kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1}]},
    {"id": "one-per-organisation", "kind": "for_each", "group_by": "org", "rules": [{"kind": "count", "max": 1}]},
]
COMMITTEE_RULES: list[dict[str, Any]] = [
    {
        "id": "one-per-region",
        "kind": "for_each",
        "group_by": "region",
        "over": "declared",
        "rules": [{"kind": "count", "min": 1, "max": 1}],
        "source": "Example working rules, section 2",
    }
]
