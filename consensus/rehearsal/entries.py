"""What the readers of a rehearsal share: known keys, texts by language, exact days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from fractions import Fraction

from consensus.domain.classes import MICROSECONDS_A_DAY
from consensus.domain.composition import reading
from consensus.domain.errors import InputError

REMARKS = frozenset({"name", "title", "note", "notes", "source", "comment", "description"})
NEARLY = 0.75
"""From which likeness on, between 0 and 1, a key is taken for a slip of the pen."""

LAST_DAY = 36_500
"""A hundred years: later days are slips of the pen, and would leave the calendar."""


def known(data: object, place: str, keys: Iterable[str]) -> Mapping[str, object]:
    """The object, if each of its keys is known, or far from any that is: a misspelt key must not be read as if nothing were said.

    Keys that the form does not know are remarks; what starts with ``expect`` is for a test alone.
    """
    entry, names = reading.demand_object(data, place), tuple(keys)
    for key in entry:
        if key not in names and key not in REMARKS and not key.startswith("expect"):
            meant = get_close_matches(key.strip().lower(), names, n=1, cutoff=NEARLY)
            if meant:
                raise InputError(f'{place}: expected "{meant[0]}", found {reading.shown(key)}.')
    return entry


def texts_in(value: object, place: str, language: str) -> Mapping[str, str]:
    """The texts by language; one text alone is in ``language``."""
    if isinstance(value, Mapping):
        return {each: words_in(text, f"{place}.{each}") for each, text in value.items()}
    return {language: words_in(value, place)}


def words_in(value: object, place: str) -> str:
    """The value, if it is text, be it empty: whether words are needed is for the table of stages to say."""
    if value is None:
        return ""
    if not isinstance(value, str):
        reading.refuse(place, "text", value)
    return value


def day_in(value: object, place: str) -> timedelta:
    """A day since creation, exactly."""
    days = days_in(value, place)
    if days < timedelta(0):
        reading.refuse(place, f"a number of days from 0 to {LAST_DAY}", value)
    return days


def days_in(value: object, place: str) -> timedelta:
    """A number of days, exactly: a float is taken by its digits; what is finer than a microsecond is cut off, as no instant is finer."""
    expected = f'a number of days up to {LAST_DAY}, or a fraction in text such as "29/2"'
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | str):
        reading.refuse(place, expected, value)
    try:
        days = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        reading.refuse(place, expected, value)
    if abs(days) > LAST_DAY:
        reading.refuse(place, expected, value)
    return timedelta(microseconds=int(days * MICROSECONDS_A_DAY))
