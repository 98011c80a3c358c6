"""What a share comes to at a size, as the sentence that a page shows."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.domain.composition import SeatRange, parse_rules
from consensus.domain.composition.share_numbers import share_numbers

SHARES: list[tuple[dict[str, Any], int | SeatRange, list[str]]] = [
    # Nothing rounds a share that is not rounded, and yet people are whole.
    ({"max": "3/5", "base": "seats"}, 7, ["At most 60 % of 7 seats: 4."]),
    ({"min": "2/5"}, 29, ["At least 40 % of 29 members: 12."]),
    ({"min": "1/3", "rounding": "floor"}, 7, ["At least 1/3 of 7 members: 2."]),
    # "40 to 60 % of each" is impossible with 3 seats and forces 4 and 4 with 8. Source: composition.md, "Verdict".
    ({"min": "2/5", "max": "3/5", "base": "seats"}, 3, ["40 % to 60 % of 3 seats: no number is between them."]),
    ({"min": "2/5", "max": "3/5", "base": "seats"}, 8, ["40 % to 60 % of 8 seats: 4 to 4."]),
    # A number for each size that there may be.
    (
        {"max": "3/5", "rounding": "nearest"},
        SeatRange(3, 5),
        ["At most 60 % of 3 members: 2.", "At most 60 % of 4 members: 2.", "At most 60 % of 5 members: 3."],
    ),
    # Of some members only: there may be any number of them.
    (
        {"min": "1/2", "of": {"kind": "ngo"}, "rounding": "ceil"},
        2,
        ["At least 50 % of 1 member: 1.", "At least 50 % of 2 members: 1."],
    ),
]


@pytest.mark.parametrize(("share", "seats", "sentences"), SHARES)
def test_a_share_is_shown_as_the_numbers_that_its_rounding_gives(
    share: dict[str, Any], seats: int | SeatRange, sentences: list[str]
) -> None:
    (rule,) = parse_rules([{"id": "s", "kind": "share", "where": {"kind": "movement"}, **share}])

    assert [str(number) for number in share_numbers(rule, seats)] == sentences


def test_a_share_inside_another_rule_is_shown_too_and_none_without_a_number_of_seats() -> None:
    share = {"kind": "share", "max": "3/5", "base": "seats"}
    (rule,) = parse_rules([{"id": "cap", "kind": "for_each", "group_by": "gender", "rules": [share]}])

    assert [str(number) for number in share_numbers(rule, 9)] == ["At most 60 % of 9 seats: 5."]
    assert share_numbers(rule, None) == ()
