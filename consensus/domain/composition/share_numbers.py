"""The numbers of people that the shares of a rule come to at a size: "at most 60 % of 7 seats: 4".

Rounding decides more than the percentage, so it is shown as what it gives. Source: composition.md, "Verdict", the last points.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from consensus.domain.composition.measure_shares import rounded
from consensus.domain.composition.roster import SeatRange
from consensus.domain.composition.rules import ForEach, Rule, Share, inner_rules
from consensus.domain.reasons import Reason
from consensus.domain.speech import ngettext_noop

MOST_SIZES = 12
"""How many sizes are listed where the size is not one number."""

_NUMBERS = {
    (True, "least"): ngettext_noop("At least {min} of {n} seat: {least}.", "At least {min} of {n} seats: {least}."),
    (True, "most"): ngettext_noop("At most {max} of {n} seat: {most}.", "At most {max} of {n} seats: {most}."),
    (True, "both"): ngettext_noop("{min} to {max} of {n} seat: {least} to {most}.", "{min} to {max} of {n} seats: {least} to {most}."),
    (True, "never"): ngettext_noop(
        "{min} to {max} of {n} seat: no number is between them.", "{min} to {max} of {n} seats: no number is between them."
    ),
    (False, "least"): ngettext_noop("At least {min} of {n} member: {least}.", "At least {min} of {n} members: {least}."),
    (False, "most"): ngettext_noop("At most {max} of {n} member: {most}.", "At most {max} of {n} members: {most}."),
    (False, "both"): ngettext_noop("{min} to {max} of {n} member: {least} to {most}.", "{min} to {max} of {n} members: {least} to {most}."),
    (False, "never"): ngettext_noop(
        "{min} to {max} of {n} member: no number is between them.",
        "{min} to {max} of {n} members: no number is between them.",
    ),
}


def share_numbers(rule: Rule, seats: int | SeatRange | None) -> tuple[Reason, ...]:
    """Return what each share in a rule comes to for the sizes that there may be; nothing where the number of seats is not known."""
    if seats is None:
        return ()
    return tuple(dict.fromkeys(_within(rule, SeatRange(seats, seats) if isinstance(seats, int) else seats, in_group=False)))


def percent(share: Fraction) -> str:
    """Return a share in per cent where these are whole, and as a fraction elsewhere."""
    return f"{100 * share} %" if (100 * share).denominator == 1 else str(share)


def _within(rule: Rule, seats: SeatRange, *, in_group: bool) -> Iterator[Reason]:
    if isinstance(rule.condition, Share):
        yield from _of(rule.condition, seats, in_group=in_group)
    for inner in inner_rules(rule.condition):
        yield from _within(inner, seats, in_group=in_group or isinstance(rule.condition, ForEach))


def _of(share: Share, seats: SeatRange, *, in_group: bool) -> Iterator[Reason]:
    """A share of only some members may be one of any number of them; one of all, of as many as there are seats."""
    of_some = share.of is not None or in_group
    low = 1 if of_some and not share.of_seats else max(seats.min, 1)
    high = low + MOST_SIZES - 1 if seats.max is None else min(seats.max, low + MOST_SIZES - 1)
    for n in range(low, high + 1):
        least = None if share.min is None else ceil(rounded(share.min, n, share.rounding))
        most = None if share.max is None else floor(rounded(share.max, n, share.rounding))
        singular, plural = _NUMBERS[share.of_seats, _sides(least, most)]
        yield Reason(
            singular,
            {
                "min": percent(Fraction(0) if share.min is None else share.min),
                "max": percent(Fraction(1) if share.max is None else share.max),
                "n": n,
                "least": least or 0,
                "most": most or 0,
            },
            plural,
        )


def _sides(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return "most" if least is None else "least"
    return "both" if least <= most else "never"
