"""Counting: ``size``, ``count``, ``share`` and ``quota``, with and without undisclosed values.

Source: composition.md, "Matching and counting" and the table of kinds.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from consensus.domain.composition import Roster, SeatRange
from consensus.domain.composition.measure_shares import rounded
from consensus.domain.composition.rules import Rounding
from consensus.domain.composition.words import RoundingMode
from tests.domain.composition.people import roster, truth_of

WOMEN = {"gender": "W"}


@pytest.mark.parametrize(
    ("bounds", "line", "truth"),
    [
        # As many as asked for.
        ({"min": 2, "max": 3}, "W M", "holds"),
        # One too few.
        ({"min": 2}, "W", "fails"),
        # One too many.
        ({"max": 2}, "W*3", "fails"),
        # A person of whom nothing is disclosed fills a seat all the same.
        ({"min": 2, "max": 2}, "W ?", "holds"),
        # Nobody at all.
        ({"max": 0}, "", "holds"),
    ],
)
def test_size(bounds: dict[str, object], line: str, truth: str) -> None:
    assert truth_of({"kind": "size", **bounds}, roster("gender", line)) == truth


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # Two women are asked for, and two are there.
        ({"where": WOMEN, "min": 2}, "W/ngo W/ngo M/ngo", "holds"),
        # One is there, and everybody has said who they are.
        ({"where": WOMEN, "min": 2}, "W/ngo M/ngo M/ngo", "fails"),
        # One is there, and one may be: a floor is not met by a guess.
        ({"where": WOMEN, "min": 2}, "W/ngo ?/ngo", "open"),
        # Even with all who may be, they would be too few.
        ({"where": WOMEN, "min": 3}, "W/ngo ?/ngo M/ngo", "fails"),
        # A cap that holds whatever the undisclosed turn out to be.
        ({"where": WOMEN, "max": 2}, "W/ngo ?/ngo", "holds"),
        # A cap that one undisclosed value decides.
        ({"where": WOMEN, "max": 1}, "W/ngo ?/ngo", "open"),
        # A cap that is passed already.
        ({"where": WOMEN, "max": 1}, "W/ngo W/ngo ?/ngo", "fails"),
        # Exactly one, with one for sure and one perhaps.
        ({"where": WOMEN, "min": 1, "max": 1}, "W/ngo ?/ngo", "open"),
        # Who has no such attribute does not match.
        ({"where": WOMEN, "max": 0}, "-/ngo -/ngo", "holds"),
        # Any of several values will do.
        ({"where": {"gender": ["W", "M"]}, "min": 2}, "W/ngo M/ngo", "holds"),
        # All parts of a filter must match; one part surely does not, so the undisclosed one does not matter.
        ({"where": {"gender": "W", "kind": "movement"}, "max": 0}, "?/ngo", "holds"),
        # One part matches and the other is undisclosed.
        ({"where": {"gender": "W", "kind": "movement"}, "max": 0}, "?/movement", "open"),
        # What must not match.
        ({"where": {"not": {"kind": "ngo"}}, "max": 1}, "W/movement M/ngo", "holds"),
        # The opposite of unknown is unknown.
        ({"where": {"not": {"kind": "ngo"}}, "max": 0}, "W/?", "open"),
        # Who has no kind is no ngo.
        ({"where": {"not": {"kind": "ngo"}}, "max": 0}, "W/-", "fails"),
        # An opposite within an opposite.
        ({"where": {"not": {"not": {"kind": "ngo"}}}, "min": 1}, "W/ngo", "holds"),
        # Without a filter everybody counts.
        ({"max": 1}, "W/ngo M/ngo", "fails"),
    ],
)
def test_count(rule: dict[str, object], line: str, truth: str) -> None:
    assert truth_of({"kind": "count", **rule}, roster("gender/kind", line)) == truth


@pytest.mark.parametrize("wanted", [True, "true", [True]])
def test_yes_and_no_are_values(wanted: object) -> None:
    who = Roster(({"new": True}, {"new": False}, {"new": "true"}, {"new": 1}))

    assert truth_of({"kind": "count", "where": {"new": wanted}, "min": 2, "max": 2}, who) == "holds"


def test_a_number_and_its_text_are_one_value() -> None:
    who = roster("candidate", "4 5 6")

    assert truth_of({"kind": "count", "where": {"candidate": [4, "5"]}, "min": 2, "max": 2}, who) == "holds"


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # Two fifths of five is two.
        ({"where": WOMEN, "min": "2/5"}, "W*2 M*3", "holds"),
        # Eleven of 29 is less than two fifths, compared as fractions.
        ({"where": WOMEN, "min": "2/5"}, "W*11 M*18", "fails"),
        # Of nobody any share holds.
        ({"where": WOMEN, "min": "1"}, "", "holds"),
        # 40 to 60 % of each is impossible with three.
        ({"where": WOMEN, "min": "2/5", "max": "3/5"}, "W*1 M*2", "fails"),
        # ... and so with two women.
        ({"where": WOMEN, "min": "2/5", "max": "3/5"}, "W*2 M*1", "fails"),
        # Half of three, rounded up, is two.
        ({"where": WOMEN, "min": "1/2", "rounding": "ceil"}, "W M*2", "fails"),
        # Half of three, rounded down, is one.
        ({"where": WOMEN, "min": "1/2", "rounding": "floor"}, "W M*2", "holds"),
        # Half of three is one and a half, which goes up to two.
        ({"where": WOMEN, "min": "1/2", "rounding": "nearest"}, "W M*2", "fails"),
        # A third of four is nearer to one.
        ({"where": WOMEN, "max": "1/3", "rounding": "nearest"}, "W M*3", "holds"),
        # One of two who did not disclose decides the floor.
        ({"where": WOMEN, "min": "1/2"}, "W ? M*2", "open"),
        # They may be too few, or enough, or too many.
        ({"where": WOMEN, "min": "2/5", "max": "3/5"}, "W ?*3 M", "open"),
        # Whatever they turn out to be, there are enough.
        ({"where": WOMEN, "min": "1/2"}, "W*2 ?*2", "holds"),
        # Whatever they turn out to be, there are too few.
        ({"where": WOMEN, "min": "3/4"}, "W ? M*2", "fails"),
    ],
)
def test_share_of_all(rule: dict[str, object], line: str, truth: str) -> None:
    assert truth_of({"kind": "share", **rule}, roster("gender", line)) == truth


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # Only those that match "of" make the whole, and only they count.
        ({"min": "1/2"}, "W/movement M/movement W/ngo M/ngo*5", "holds"),
        # A woman outside the whole does not count.
        ({"min": "1/2"}, "M/movement W/ngo", "fails"),
        # Nobody is in the whole.
        ({"min": "1/2"}, "W/ngo M/ngo", "holds"),
        # A man who is perhaps in the whole: one of one, or one of two.
        ({"min": "2/3"}, "W/movement M/?", "open"),
        # ... and either is enough for a half.
        ({"min": "1/2"}, "W/movement M/?", "holds"),
        # A woman who is perhaps in the whole can only help a floor: one of two, or two of three.
        ({"min": "1/2"}, "W/movement M/movement W/?", "holds"),
        # ... and the same woman can break a cap.
        ({"max": "1/2"}, "W/movement M/movement W/?", "open"),
        # She is counted only where she makes the whole larger, too: nobody of one, or one of two.
        ({"max": "1/2"}, "M/movement W/?", "holds"),
        # If the undisclosed one is in the whole they are no woman for sure: nobody of one, or nobody of nobody.
        ({"min": "1/2"}, "M/?", "open"),
        # Men in the whole for sure, and no woman in sight.
        ({"min": "1/2"}, "M/movement*2 ?/movement M/?", "fails"),
        # Neither is disclosed: in the whole or not, woman or not.
        ({"min": "1/2"}, "?/?", "open"),
    ],
)
def test_share_of_some(rule: dict[str, object], line: str, truth: str) -> None:
    share = {"kind": "share", "where": WOMEN, "of": {"kind": "movement"}, **rule}

    assert truth_of(share, roster("gender/kind", line)) == truth


@pytest.mark.parametrize(
    ("line", "seats", "truth"),
    [
        # Two of five seats, whoever sits on the rest.
        ("W*2 M", 5, "holds"),
        # Two of the three who sit, and yet only two of six seats.
        ("W*2 M", 6, "fails"),
        # Two for sure, and perhaps three, of six seats.
        ("W*2 ?", 6, "open"),
        # The seats are four or five, and two fifths of either are met.
        ("W*2 M", SeatRange(4, 5), "holds"),
        # The seats are five or six, and two fifths are met of five alone.
        ("W*2 M", SeatRange(5, 6), "open"),
        # However many seats there may be.
        ("W*2 M", SeatRange(4, None), "open"),
        # The number of seats is not laid down.
        ("W*2 M", None, "open"),
        # Of no seats any share holds.
        ("", 0, "holds"),
        ("W", 0, "holds"),
    ],
)
def test_share_of_the_seats(line: str, seats: int | SeatRange | None, truth: str) -> None:
    share = {"kind": "share", "where": WOMEN, "min": "2/5", "max": "1", "base": "seats"}

    assert truth_of(share, roster("gender", line), seats=seats) == truth


@pytest.mark.parametrize(
    ("rounding", "share", "n", "number"),
    [
        # Not rounded at all.
        (Rounding(), "2/5", 7, Fraction(14, 5)),
        (Rounding(RoundingMode.CEIL), "2/5", 7, 3),
        (Rounding(RoundingMode.CEIL), "2/5", 5, 2),
        (Rounding(RoundingMode.FLOOR), "2/5", 7, 2),
        (Rounding(RoundingMode.NEAREST), "2/5", 7, 3),
        # A half goes up.
        (Rounding(RoundingMode.NEAREST), "1/2", 5, 3),
        (Rounding(RoundingMode.NEAREST), "1/3", 4, 1),
        # Two fifths of six are 2.4; two are closest.
        (Rounding(RoundingMode.CLOSEST, Fraction(49, 100)), "2/5", 6, 2),
        # Two fifths of seven are 2.8; three are closest, and 43 % do not pass the ceiling.
        (Rounding(RoundingMode.CLOSEST, Fraction(49, 100)), "2/5", 7, 3),
        # Two fifths of four are 1.6; two would be closest but are a half, which passes the ceiling.
        (Rounding(RoundingMode.CLOSEST, Fraction(49, 100)), "2/5", 4, 1),
        # As close on either side: the smaller.
        (Rounding(RoundingMode.CLOSEST, Fraction(1)), "1/2", 5, 2),
        # A ceiling below the bound itself.
        (Rounding(RoundingMode.CLOSEST, Fraction(1, 4)), "1/2", 8, 2),
        # Of one, the ceiling leaves nothing.
        (Rounding(RoundingMode.CLOSEST, Fraction(49, 100)), "2/5", 1, 0),
        # A ceiling that is exactly reached is not passed.
        (Rounding(RoundingMode.CLOSEST, Fraction(1, 2)), "2/5", 4, 2),
    ],
)
def test_rounding(rounding: Rounding, share: str, n: int, number: Fraction | int) -> None:
    assert rounded(Fraction(share), n, rounding) == number


@pytest.mark.parametrize("share", [Fraction(part, 100) for part in range(0, 101, 7)])
@pytest.mark.parametrize("ceiling", [Fraction(0), Fraction(1, 3), Fraction(49, 100), Fraction(1)])
def test_the_closest_number_is_the_one_that_a_search_finds(share: Fraction, ceiling: Fraction) -> None:
    for n in range(1, 31):
        allowed = [number for number in range(n + 1) if Fraction(number, n) <= ceiling]
        closest = min(allowed, key=lambda number: (abs(Fraction(number, n) - share), number))
        assert rounded(share, n, Rounding(RoundingMode.CLOSEST, ceiling)) == closest


@pytest.mark.parametrize(
    ("rule", "line", "vacant", "truth"),
    [
        # Exactly as laid down.
        ({}, "LAC/ngo*2 AFR/ngo", "", "holds"),
        # One too many of a value.
        ({}, "LAC/ngo*3 AFR/ngo", "", "fails"),
        # A value that the quota does not name may have any number.
        ({}, "LAC/ngo*2 AFR/ngo MENA/ngo*4", "", "holds"),
        # One is missing and one is undisclosed.
        ({}, "LAC/ngo ?/ngo AFR/ngo", "", "open"),
        # All are there, and one more is undisclosed, who may be one too many.
        ({}, "LAC/ngo*2 AFR/ngo ?/ngo", "", "open"),
        # The undisclosed one is no excuse for a value that has too many already.
        ({}, "LAC/ngo*3 ?/ngo", "", "fails"),
        # At least as laid down.
        ({"mode": "at_least"}, "LAC/ngo*3 AFR/ngo", "", "holds"),
        ({"mode": "at_least"}, "LAC/ngo AFR/ngo", "", "fails"),
        ({"mode": "at_least"}, "LAC/ngo*2 AFR/ngo ?/ngo", "", "holds"),
        # At most as laid down.
        ({"mode": "at_most"}, "LAC/ngo", "", "holds"),
        ({"mode": "at_most"}, "LAC/ngo*3", "", "fails"),
        ({"mode": "at_most"}, "LAC/ngo*2 ?/ngo", "", "open"),
        # A seat that is declared vacant counts, where the rule says so.
        ({"vacant_ok": True}, "LAC/ngo AFR/ngo", "LAC/-", "holds"),
        # ... and not where it does not.
        ({}, "LAC/ngo AFR/ngo", "LAC/-", "fails"),
        # A vacancy of another value is no help.
        ({"vacant_ok": True}, "LAC/ngo AFR/ngo", "MENA/-", "fails"),
        # A seat that nobody declared vacant.
        ({"vacant_ok": True}, "LAC/ngo AFR/ngo", "", "fails"),
        # Members and vacancies together are one too many.
        ({"vacant_ok": True}, "LAC/ngo*2 AFR/ngo", "LAC/-", "fails"),
        # A vacancy whose value is open.
        ({"vacant_ok": True}, "LAC/ngo AFR/ngo", "?/-", "open"),
        # Only those that match the filter count.
        ({"where": {"kind": "ngo"}}, "LAC/ngo*2 LAC/movement AFR/ngo", "", "holds"),
        # A vacancy counts unless it states that it is for others than the filter asks for.
        ({"where": {"kind": "ngo"}, "vacant_ok": True}, "LAC/ngo AFR/ngo", "LAC/-", "holds"),
        ({"where": {"kind": "ngo"}, "vacant_ok": True}, "LAC/ngo AFR/ngo", "LAC/movement", "fails"),
        ({"where": {"not": {"kind": "ngo"}}, "vacant_ok": True}, "LAC/movement AFR/movement", "LAC/-", "holds"),
        # The filter may name the attribute of the quota: then nobody else counts.
        ({"where": {"region": "LAC"}}, "LAC/ngo*2 AFR/ngo", "", "fails"),
    ],
)
def test_quota(rule: dict[str, object], line: str, vacant: str, truth: str) -> None:
    quota = {"kind": "quota", "attribute": "region", "seats": {"LAC": 2, "AFR": 1}, **rule}

    assert truth_of(quota, roster("region/kind", line, vacant=vacant)) == truth


def test_a_quota_of_numbers_counts_values_that_are_numbers() -> None:
    assert truth_of({"kind": "quota", "attribute": "seat", "seats": {"1": 2}}, roster("seat", "1 1 2")) == "holds"
