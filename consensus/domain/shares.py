"""How much is enough: a share of something, or a count of voices, compared exactly.

Source: process.md section 4: shares are fractions in text, compared as integers (2/3 of 21 is 14); a number instead of a share is
a count of voices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from consensus.domain.errors import InputError
from consensus.domain.speech import _

_FRACTION = re.compile(r"[0-9]{1,9}(/[0-9]{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, between 0 and 1."""

    value: Fraction

    def needed(self, of: int) -> int:
        """The smallest count that reaches this share of ``of``."""
        return -(-self.value.numerator * of // self.value.denominator)

    def most(self, of: int) -> int:
        """The largest count that does not pass this share of ``of``."""
        return self.value.numerator * of // self.value.denominator

    def as_data(self) -> str | int:
        """The fraction in text, as a ruleset writes it."""
        return str(self)

    def __str__(self) -> str:
        return f"{self.value.numerator}/{self.value.denominator}"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of voices, whatever the size of the whole."""

    voices: int

    def needed(self, of: int) -> int:
        """The count itself; ``of`` plays no part."""
        return self.voices

    def most(self, of: int) -> int:
        """The count itself; ``of`` plays no part."""
        return self.voices

    def as_data(self) -> str | int:
        """The number, as a ruleset writes it."""
        return self.voices

    def __str__(self) -> str:
        return str(self.voices)


Threshold = Share | Count


def parse_threshold(value: object, place: str) -> Threshold:
    """The threshold that a ruleset writes as ``"2/3"`` or as ``5``.

    :raises InputError: when it is neither a fraction in text between 0 and 1 nor a whole number of voices.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Count(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        numerator, _slash, denominator = value.partition("/")
        if int(denominator or 1) and int(numerator) <= int(denominator or 1):
            return Share(Fraction(int(numerator), int(denominator or 1)))
    raise InputError(_('{place}: expected a fraction in text between 0 and 1, such as "1/3", or a whole number of voices.', place=place))
