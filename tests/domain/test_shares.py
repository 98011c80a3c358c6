"""Shares and counts, compared in whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.errors import InputError
from consensus.domain.shares import Count, Share, parse_threshold

WHOLES = st.integers(0, 10**12)
SHARES = st.builds(lambda low, high: Share(Fraction(min(low, high), max(low, high))), st.integers(0, 10**6), st.integers(1, 10**6))


@pytest.mark.parametrize(
    ("share", "of", "needed", "most"),
    [
        # Two thirds of 21 is 14, and not a fifteenth by a slip of floating point.
        ("2/3", 21, 14, 14),
        # Two thirds of 22 is between 14 and 15.
        ("2/3", 22, 15, 14),
        # A third of 3 is 1.
        ("1/3", 3, 1, 1),
        # Of nobody, everything is nobody.
        ("1/1", 0, 0, 0),
        # Nothing is needed of anyone.
        ("0/1", 280, 0, 0),
        # 7/10 of 10 is 7, where 0.7 * 10 would be 7.000000000000001 the other way round.
        ("7/10", 10, 7, 7),
        # A whole needs everyone.
        ("1", 280, 280, 280),
        # Shares of huge numbers stay exact.
        ("1/3", 3 * 10**30 + 1, 10**30 + 1, 10**30),
    ],
)
def test_a_share_is_a_count_in_whole_numbers(share: str, of: int, needed: int, most: int) -> None:
    threshold = parse_threshold(share, "share")
    assert (threshold.needed(of), threshold.most(of)) == (needed, most)


@given(SHARES, WHOLES, WHOLES)
def test_needed_and_most_agree_with_fractions(share: Share, of: int, have: int) -> None:
    assert (have >= share.needed(of)) is (Fraction(have) >= share.value * of)
    assert (have > share.most(of)) is (Fraction(have) > share.value * of)


@given(WHOLES, WHOLES)
def test_a_number_is_a_count_of_voices_whatever_the_whole(voices: int, of: int) -> None:
    assert (Count(voices).needed(of), Count(voices).most(of)) == (voices, voices)


def test_one_in_text_is_everyone_and_one_as_a_number_is_one_voice() -> None:
    assert parse_threshold("1", "x") == Share(Fraction(1))
    assert parse_threshold(1, "x") == Count(1)
    assert parse_threshold("1", "x") != parse_threshold(1, "x")


@pytest.mark.parametrize("threshold", [Share(Fraction(2, 3)), Share(Fraction(1)), Share(Fraction(0)), Count(0), Count(5)])
def test_what_is_written_is_read_back(threshold: Share | Count) -> None:
    assert parse_threshold(threshold.as_data(), "x") == threshold


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        Fraction(1, 2),
        True,
        None,
        -1,
        "",
        "3/2",
        "2",
        "1/0",
        "0/0",
        "-1/2",
        "1/-2",
        "0.5",
        "50%",
        " 1/2",
        "1/2 ",
        "1//2",
        "/2",
        "1/",
        "½",
        "٣/٤",
        "9" * 5000,
        [],
        {},
    ],
)
def test_what_is_neither_share_nor_count_is_refused(value: object) -> None:
    with pytest.raises(InputError, match=r"^quorum\.share: expected a fraction in text between 0 and 1"):
        parse_threshold(value, "quorum.share")
