"""Why a rule fails or stays open, in sentences with the numbers in them. One whole sentence for each case.

``what`` names whom a filter asks for; ``scope`` is the body, or the group that a rule looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from consensus.domain.composition.rules import Where
from consensus.domain.composition.truth import Number
from consensus.domain.composition.view import NO_NAMES, Interval, Names, View, called
from consensus.domain.filters import NOT
from consensus.domain.reasons import Reason, Values


class Side(Enum):
    """Which bound a count misses."""

    LEAST = "least"
    MOST = "most"
    EXACTLY = "exactly"


class Whom(Enum):
    """What is counted."""

    ALL = "all"
    SOME = "some"
    """Those that match a filter."""
    SOME_OR_VACANT = "some_or_vacant"
    """Those that match a filter, and the declared vacancies that do."""


_COUNTED: Mapping[tuple[Whom, Side], tuple[str, str]] = {
    (Whom.ALL, Side.LEAST): (
        "{scope} has {n} member; at least {bound} must be there.",
        "{scope} has {n} members; at least {bound} must be there.",
    ),
    (Whom.ALL, Side.MOST): (
        "{scope} has {n} member; at most {bound} may be there.",
        "{scope} has {n} members; at most {bound} may be there.",
    ),
    (Whom.ALL, Side.EXACTLY): (
        "{scope} has {n} member; exactly {bound} must be there.",
        "{scope} has {n} members; exactly {bound} must be there.",
    ),
    (Whom.SOME, Side.LEAST): (
        "{scope} has {n} member with {what}; at least {bound} must be there.",
        "{scope} has {n} members with {what}; at least {bound} must be there.",
    ),
    (Whom.SOME, Side.MOST): (
        "{scope} has {n} member with {what}; at most {bound} may be there.",
        "{scope} has {n} members with {what}; at most {bound} may be there.",
    ),
    (Whom.SOME, Side.EXACTLY): (
        "{scope} has {n} member with {what}; exactly {bound} must be there.",
        "{scope} has {n} members with {what}; exactly {bound} must be there.",
    ),
    (Whom.SOME_OR_VACANT, Side.LEAST): (
        "{scope} has {n} member or declared vacancy with {what}; at least {bound} must be there.",
        "{scope} has {n} members and declared vacancies with {what}; at least {bound} must be there.",
    ),
    (Whom.SOME_OR_VACANT, Side.MOST): (
        "{scope} has {n} member or declared vacancy with {what}; at most {bound} may be there.",
        "{scope} has {n} members and declared vacancies with {what}; at most {bound} may be there.",
    ),
    (Whom.SOME_OR_VACANT, Side.EXACTLY): (
        "{scope} has {n} member or declared vacancy with {what}; exactly {bound} must be there.",
        "{scope} has {n} members and declared vacancies with {what}; exactly {bound} must be there.",
    ),
}

_COUNTED_OPENLY: Mapping[tuple[Whom, Side], str] = {
    (Whom.ALL, Side.LEAST): "{scope} has {low} to {high} members, depending on undisclosed values; at least {bound} must be there.",
    (Whom.ALL, Side.MOST): "{scope} has {low} to {high} members, depending on undisclosed values; at most {bound} may be there.",
    (Whom.ALL, Side.EXACTLY): "{scope} has {low} to {high} members, depending on undisclosed values; exactly {bound} must be there.",
    (Whom.SOME, Side.LEAST): (
        "{scope} has {low} to {high} members with {what}, depending on undisclosed values; at least {bound} must be there."
    ),
    (
        Whom.SOME,
        Side.MOST,
    ): "{scope} has {low} to {high} members with {what}, depending on undisclosed values; at most {bound} may be there.",
    (Whom.SOME, Side.EXACTLY): (
        "{scope} has {low} to {high} members with {what}, depending on undisclosed values; exactly {bound} must be there."
    ),
    (Whom.SOME_OR_VACANT, Side.LEAST): (
        "{scope} has {low} to {high} members and declared vacancies with {what}, depending on undisclosed values;"
        " at least {bound} must be there."
    ),
    (Whom.SOME_OR_VACANT, Side.MOST): (
        "{scope} has {low} to {high} members and declared vacancies with {what}, depending on undisclosed values;"
        " at most {bound} may be there."
    ),
    (Whom.SOME_OR_VACANT, Side.EXACTLY): (
        "{scope} has {low} to {high} members and declared vacancies with {what}, depending on undisclosed values;"
        " exactly {bound} must be there."
    ),
}

_SHARED: Mapping[tuple[str, Side], tuple[str, str]] = {
    ("members", Side.LEAST): (
        "{scope} has {n} member with {what} out of {total}; at least {share} of them must be there, which is {bound}.",
        "{scope} has {n} members with {what} out of {total}; at least {share} of them must be there, which is {bound}.",
    ),
    ("members", Side.MOST): (
        "{scope} has {n} member with {what} out of {total}; at most {share} of them may be there, which is {bound}.",
        "{scope} has {n} members with {what} out of {total}; at most {share} of them may be there, which is {bound}.",
    ),
    ("of", Side.LEAST): (
        "{scope} has {n} member with {what} out of {total} with {base}; at least {share} of them must be there, which is {bound}.",
        "{scope} has {n} members with {what} out of {total} with {base}; at least {share} of them must be there, which is {bound}.",
    ),
    ("of", Side.MOST): (
        "{scope} has {n} member with {what} out of {total} with {base}; at most {share} of them may be there, which is {bound}.",
        "{scope} has {n} members with {what} out of {total} with {base}; at most {share} of them may be there, which is {bound}.",
    ),
    ("seats", Side.LEAST): (
        "{scope} has {n} member with {what} on {total} seats; at least {share} of the seats must be so filled, which is {bound}.",
        "{scope} has {n} members with {what} on {total} seats; at least {share} of the seats must be so filled, which is {bound}.",
    ),
    ("seats", Side.MOST): (
        "{scope} has {n} member with {what} on {total} seats; at most {share} of the seats may be so filled, which is {bound}.",
        "{scope} has {n} members with {what} on {total} seats; at most {share} of the seats may be so filled, which is {bound}.",
    ),
}

_SHARED_OPENLY: Mapping[tuple[str, Side], str] = {
    ("members", Side.LEAST): (
        "{scope} has {n} members with {what} out of {total}, depending on undisclosed values; at least {share} of them must be there."
    ),
    ("members", Side.MOST): (
        "{scope} has {n} members with {what} out of {total}, depending on undisclosed values; at most {share} of them may be there."
    ),
    ("of", Side.LEAST): (
        "{scope} has {n} members with {what} out of {total} with {base}, depending on undisclosed values;"
        " at least {share} of them must be there."
    ),
    ("of", Side.MOST): (
        "{scope} has {n} members with {what} out of {total} with {base}, depending on undisclosed values;"
        " at most {share} of them may be there."
    ),
    ("seats", Side.LEAST): (
        "{scope} has {n} members with {what} on {total} seats, depending on what is not known;"
        " at least {share} of the seats must be so filled."
    ),
    ("seats", Side.MOST): (
        "{scope} has {n} members with {what} on {total} seats, depending on what is not known;"
        " at most {share} of the seats may be so filled."
    ),
}


def counted(view: View, whom: Whom, where: Where, found: Interval, side: Side, bound: int) -> Reason:
    """A number of members misses a bound, or may miss it."""
    values: Values = {"scope": scope_of(view), "what": filter_as_words(where, view.names), "bound": bound}
    if found.low == found.high:
        singular, plural = _COUNTED[whom, side]
        return Reason(singular, {**values, "n": found.low}, plural)
    return Reason(_COUNTED_OPENLY[whom, side], {**values, "low": found.low, "high": found.high})


def shared(
    view: View, base: Where | None, where: Where, *, of_seats: bool, found: Interval, total: Interval, side: Side, share: Number, bound: int
) -> Reason:
    """A number of members misses a share, or may miss it; ``bound`` is the count that the share comes to."""
    kind = "seats" if of_seats else "members" if base is None else "of"
    values = {
        "scope": scope_of(view),
        "what": filter_as_words(where, view.names),
        "base": filter_as_words(base or {}, view.names),
        "share": str(share),
        "total": _range_as_words(total),
    }
    if found.low == found.high and total.low == total.high:
        singular, plural = _SHARED[kind, side]
        return Reason(singular, {**values, "n": found.low, "bound": bound}, plural)
    return Reason(_SHARED_OPENLY[kind, side], {**values, "n": _range_as_words(found)})


def alike(view: View, where: Where, attribute: str, value: str, n: int) -> Reason:
    """Several members have the same value in an attribute in which all must differ."""
    what = filter_as_words({**where, attribute: (value,)}, view.names)
    return Reason("{scope} has {n} members with {what}; no two may be alike in this.", {"scope": scope_of(view), "n": n, "what": what})


def perhaps_alike(view: View, where: Where, attribute: str) -> Reason:
    """Two members may have the same value in an attribute in which all must differ."""
    values = {"scope": scope_of(view), "attribute": name_as_words(attribute), "what": filter_as_words(where, view.names)}
    if where:
        return Reason(
            "{scope} may have two members with {what} of the same {attribute}, depending on undisclosed values;"
            " no two may be alike in this.",
            values,
        )
    return Reason(
        "{scope} may have two members of the same {attribute}, depending on undisclosed values; no two may be alike in this.", values
    )


def too_high(view: View, attribute: str, bound: int, n: int, highest: Number) -> Reason:
    """Some members' number is above the bound."""
    return Reason(
        "{scope} has {n} member whose number of {attribute} is above {bound}, namely {highest}.",
        {"scope": scope_of(view), "n": n, "attribute": name_as_words(attribute), "bound": bound, "highest": str(highest)},
        "{scope} has {n} members whose number of {attribute} is above {bound}, the highest being {highest}.",
    )


def perhaps_too_high(view: View, attribute: str, bound: int, n: int) -> Reason:
    """Some members' number may be above the bound."""
    return Reason(
        "{scope} has {n} member whose number of {attribute} may be above {bound}, depending on undisclosed values.",
        {"scope": scope_of(view), "n": n, "attribute": name_as_words(attribute), "bound": bound},
        "{scope} has {n} members whose number of {attribute} may be above {bound}, depending on undisclosed values.",
    )


def repeated(view: View, where: Where, attribute: str, value: str, past: tuple[str, ...]) -> Reason:
    """A value is held again too soon."""
    what = filter_as_words({**where, attribute: (value,)}, view.names)
    return Reason(
        "{scope} has a member with {what}, a value that was among the last {turns} held ({past}) and may not return yet.",
        {"scope": scope_of(view), "what": what, "turns": len(past), "past": _called(view, attribute, past)},
    )


def perhaps_repeated(view: View, where: Where, attribute: str, past: tuple[str, ...]) -> Reason:
    """A value may be held again too soon."""
    return Reason(
        "{scope} may have a member with {what} whose {attribute} was among the last {turns} held ({past}),"
        " depending on undisclosed values.",
        {
            "scope": scope_of(view),
            "what": filter_as_words(where, view.names),
            "attribute": name_as_words(attribute),
            "turns": len(past),
            "past": _called(view, attribute, past),
        },
    )


def no_alternative(view: View, alternatives: int) -> Reason:
    """None of several alternatives holds; the sentences that follow say why each does not."""
    return Reason("{scope} meets none of {alternatives} alternatives.", {"scope": scope_of(view), "alternatives": alternatives})


def perhaps_no_alternative(view: View, alternatives: int) -> Reason:
    """None of several alternatives surely holds; the sentences that follow say why."""
    return Reason("{scope} meets none of {alternatives} alternatives for sure.", {"scope": scope_of(view), "alternatives": alternatives})


def not_declared(attribute: str) -> Reason:
    """The values that groups are made of are not known."""
    return Reason("The values of {attribute} are not declared, so this cannot be judged.", {"attribute": name_as_words(attribute)})


def seats_not_laid_down() -> Reason:
    """The statutory number of seats is not known."""
    return Reason("The statutory number of seats is not laid down, so this cannot be judged.")


def scope_of(view: View) -> str:
    """The group or the body, as a sentence begins with it."""
    words = ", ".join(view.scope) or "the body"
    return words[0].upper() + words[1:]


def name_as_words(attribute: str) -> str:
    """An attribute's name as a sentence has it."""
    return attribute.replace("_", " ")


def filter_as_words(where: Where, names: Names = NO_NAMES) -> str:
    """Whom a filter asks for, after "members with": "kind movement or grassroots and region MENA"."""
    parts = []
    for name, wanted in where.items():
        if name == NOT and isinstance(wanted, Mapping):
            parts.append(f"not ({filter_as_words(wanted, names)})")
        elif isinstance(wanted, tuple):
            parts.append(f"{name_as_words(name)} {' or '.join(called(names, name, each) for each in wanted)}")
    return " and ".join(parts) or "a seat"


def _called(view: View, attribute: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(called(view.names, attribute, value) for value in values)


def _range_as_words(found: Interval) -> str:
    return str(found.low) if found.low == found.high else f"{found.low} to {found.high}"
