"""One value, one text: canonical JSON and instants."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from consensus.ledger.canonical import NotCanonicalError, canonical, instant, parse_canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_keys_are_sorted_by_their_utf16_units() -> None:
    # The example of RFC 8785, section 3.2.3.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(canonical(value))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_little_as_can_be() -> None:
    # The string of the example of RFC 8785, section 3.2.2.
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"share": 0.5},
        [float("nan")],
        "\ud800",
        {"\udfff": 1},
        {1: "a number as a key"},
        2**53,
        b"bytes",
        {1, 2},
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
)
def test_what_json_of_the_ledger_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonicalError):
        canonical({"data": [value]})


def test_the_refusal_names_the_place() -> None:
    with pytest.raises(NotCanonicalError, match=r"\$\.roll\[1\]\.share"):
        canonical({"roll": [{}, {"share": 0.5}]})


@given(VALUES)
def test_what_was_written_is_read_again(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


@given(VALUES)
def test_python_writes_the_same_when_it_sorts_as_utf16_does(value: Any) -> None:
    def sort(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: sort(part[key]) for key in sorted(part, key=lambda key: key.encode("utf-16be"))}
        return [sort(inner) for inner in part] if isinstance(part, list) else part

    assert canonical(value) == json.dumps(sort(value), ensure_ascii=False, separators=(",", ":")) == rfc8785.dumps(value).decode()


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a":1.0}',
        '{"a":1e3}',
        '{"a":NaN}',
        '{"a":"\\u0041"}',
        '{"a":"\\/"}',
        '{"a":01}',
        '{"a":-0}',
        "{}\n",
        "",
        "{",
        "[" * 100_000,
    ],
)
def test_another_way_to_write_the_same_is_refused(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        parse_canonical(text)


def test_an_instant_always_has_six_digits() -> None:
    assert instant(datetime(2026, 11, 22, 9, 30, tzinfo=UTC)) == "2026-11-22T09:30:00.000000Z"


def test_an_instant_of_another_zone_is_written_in_utc() -> None:
    assert (
        instant(datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))) == "2026-11-22T03:45:00.123456Z"
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 22, 9, 30))  # noqa: DTZ001 - that is the point


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_sort_as_instants_do(one: datetime, other: datetime) -> None:
    assert (instant(one) < instant(other)) == (one < other)
