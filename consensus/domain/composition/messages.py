"""Why a rule fails or stays open, in sentences with the numbers in them. One whole sentence for each case.

``members`` are those whom a filter asks for (``phrases.py``); ``scope`` is the body, or the group that a rule looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import reduce

from consensus.domain.composition.phrases import SEVERAL, attribute_as_words, group_as_words, value_as_words, whom
from consensus.domain.composition.rules import Where
from consensus.domain.composition.truth import Number
from consensus.domain.composition.view import Interval, View
from consensus.domain.reasons import Reason, Values
from consensus.domain.speech import Sentence, gettext_noop


class Side(Enum):
    """Which bound a count misses."""

    LEAST = "least"
    MOST = "most"
    EXACTLY = "exactly"


_COUNTED: Mapping[tuple[bool, Side], str] = {
    (False, Side.LEAST): gettext_noop("{scope} has {n} {members}; at least {bound} must be there."),
    (False, Side.MOST): gettext_noop("{scope} has {n} {members}; at most {bound} may be there."),
    (False, Side.EXACTLY): gettext_noop("{scope} has {n} {members}; exactly {bound} must be there."),
    (True, Side.LEAST): gettext_noop("{scope} has {n} {members}, declared vacancies included; at least {bound} must be there."),
    (True, Side.MOST): gettext_noop("{scope} has {n} {members}, declared vacancies included; at most {bound} may be there."),
    (True, Side.EXACTLY): gettext_noop("{scope} has {n} {members}, declared vacancies included; exactly {bound} must be there."),
}

_COUNTED_OPENLY: Mapping[tuple[bool, Side], str] = {
    (False, Side.LEAST): gettext_noop(
        "{scope} has {low} to {high} {members}, depending on undisclosed values; at least {bound} must be there."
    ),
    (False, Side.MOST): gettext_noop(
        "{scope} has {low} to {high} {members}, depending on undisclosed values; at most {bound} may be there."
    ),
    (False, Side.EXACTLY): gettext_noop(
        "{scope} has {low} to {high} {members}, depending on undisclosed values; exactly {bound} must be there."
    ),
    (True, Side.LEAST): gettext_noop(
        "{scope} has {low} to {high} {members}, declared vacancies included, depending on undisclosed values;"
        " at least {bound} must be there."
    ),
    (True, Side.MOST): gettext_noop(
        "{scope} has {low} to {high} {members}, declared vacancies included, depending on undisclosed values; at most {bound} may be there."
    ),
    (True, Side.EXACTLY): gettext_noop(
        "{scope} has {low} to {high} {members}, declared vacancies included, depending on undisclosed values;"
        " exactly {bound} must be there."
    ),
}

_SHARED: Mapping[tuple[str, Side], str] = {
    ("members", Side.LEAST): gettext_noop(
        "{scope} has {n} {members} out of {total}; at least {share} of them must be there, which is {bound}."
    ),
    ("members", Side.MOST): gettext_noop(
        "{scope} has {n} {members} out of {total}; at most {share} of them may be there, which is {bound}."
    ),
    ("of", Side.LEAST): gettext_noop(
        "{scope} has {n} {members} out of {total} {base}; at least {share} of them must be there, which is {bound}."
    ),
    ("of", Side.MOST): gettext_noop(
        "{scope} has {n} {members} out of {total} {base}; at most {share} of them may be there, which is {bound}."
    ),
    ("seats", Side.LEAST): gettext_noop(
        "{scope} has {n} {members} on {total} seats; at least {share} of the seats must be so filled, which is {bound}."
    ),
    ("seats", Side.MOST): gettext_noop(
        "{scope} has {n} {members} on {total} seats; at most {share} of the seats may be so filled, which is {bound}."
    ),
}

_SHARED_OPENLY: Mapping[tuple[str, Side], str] = {
    ("members", Side.LEAST): gettext_noop(
        "{scope} has {found} {members} out of {total}, depending on undisclosed values; at least {share} of them must be there."
    ),
    ("members", Side.MOST): gettext_noop(
        "{scope} has {found} {members} out of {total}, depending on undisclosed values; at most {share} of them may be there."
    ),
    ("of", Side.LEAST): gettext_noop(
        "{scope} has {found} {members} out of {total} {base}, depending on undisclosed values; at least {share} of them must be there."
    ),
    ("of", Side.MOST): gettext_noop(
        "{scope} has {found} {members} out of {total} {base}, depending on undisclosed values; at most {share} of them may be there."
    ),
    ("seats", Side.LEAST): gettext_noop(
        "{scope} has {found} {members} on {total} seats, depending on what is not known; at least {share} of the seats must be so filled."
    ),
    ("seats", Side.MOST): gettext_noop(
        "{scope} has {found} {members} on {total} seats, depending on what is not known; at most {share} of the seats may be so filled."
    ),
}


def counted(view: View, where: Where, found: Interval, side: Side, bound: int, *, with_vacant: bool) -> Reason:
    """A number of members misses a bound, or may miss it; ``with_vacant``: declared vacancies were counted too."""
    values: Values = {"scope": scope_of(view), "bound": bound}
    if found.low == found.high:
        members = whom(where, view.names, n=found.low)
        return Reason(_COUNTED[with_vacant, side], {**values, "n": found.low, "members": members})
    said: Values = {"low": found.low, "high": found.high, "members": whom(where, view.names)}
    return Reason(_COUNTED_OPENLY[with_vacant, side], {**values, **said})


def shared(
    view: View, base: Where | None, where: Where, *, of_seats: bool, found: Interval, total: Interval, side: Side, share: Number, bound: int
) -> Reason:
    """A number of members misses a share, or may miss it; ``bound`` is the count that the share comes to."""
    kind = "seats" if of_seats else "members" if base is None else "of"
    values: Values = {
        "scope": scope_of(view),
        "base": whom(base or {}, view.names, n=_number_of(total)),
        "share": str(share),
        "total": _range_as_words(total),
        "members": whom(where, view.names, n=_number_of(found)),
    }
    if found.low == found.high and total.low == total.high:
        return Reason(_SHARED[kind, side], {**values, "n": found.low, "bound": bound})
    return Reason(_SHARED_OPENLY[kind, side], {**values, "found": _range_as_words(found)})


def alike(view: View, where: Where, attribute: str, value: str, n: int) -> Reason:
    """Several members have the same value in an attribute in which all must differ."""
    members = whom({**where, attribute: (value,)}, view.names, n=n)
    return Reason("{scope} has {n} {members}; no two may be alike in this.", {"scope": scope_of(view), "n": n, "members": members})


def perhaps_alike(view: View, where: Where, attribute: str) -> Reason:
    """Two members may have the same value in an attribute in which all must differ."""
    return Reason(
        "{scope} may have two {members} of the same {attribute}, depending on undisclosed values; no two may be alike in this.",
        {"scope": scope_of(view), "attribute": attribute_as_words(attribute), "members": whom(where, view.names)},
    )


def too_high(view: View, attribute: str, bound: int, n: int, highest: Number) -> Reason:
    """Some members' number is above the bound."""
    return Reason(
        "{scope} has {n} member whose number of {attribute} is above {bound}, namely {highest}.",
        {"scope": scope_of(view), "n": n, "attribute": attribute_as_words(attribute), "bound": bound, "highest": str(highest)},
        "{scope} has {n} members whose number of {attribute} is above {bound}, the highest being {highest}.",
    )


def perhaps_too_high(view: View, attribute: str, bound: int, n: int) -> Reason:
    """Some members' number may be above the bound."""
    return Reason(
        "{scope} has {n} member whose number of {attribute} may be above {bound}, depending on undisclosed values.",
        {"scope": scope_of(view), "n": n, "attribute": attribute_as_words(attribute), "bound": bound},
        "{scope} has {n} members whose number of {attribute} may be above {bound}, depending on undisclosed values.",
    )


def repeated(view: View, where: Where, attribute: str, value: str, past: tuple[str, ...]) -> Reason:
    """A value is held again too soon."""
    members = whom({**where, attribute: (value,)}, view.names)
    return Reason(
        "{scope} has {members}, a value that was among the last {turns} held ({past}) and may not return yet.",
        {"scope": scope_of(view), "members": members, "turns": len(past), "past": _called(view, attribute, past)},
    )


def perhaps_repeated(view: View, where: Where, attribute: str, past: tuple[str, ...]) -> Reason:
    """A value may be held again too soon."""
    return Reason(
        "{scope} may have {members} whose {attribute} was among the last {turns} held ({past}), depending on undisclosed values.",
        {
            "scope": scope_of(view),
            "members": whom(where, view.names),
            "attribute": attribute_as_words(attribute),
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
    return Reason("The values of {attribute} are not declared, so this cannot be judged.", {"attribute": attribute_as_words(attribute)})


def seats_not_laid_down() -> Reason:
    """The statutory number of seats is not known."""
    return Reason("The statutory number of seats is not laid down, so this cannot be judged.")


def scope_of(view: View) -> str:
    """The group or the body, as a sentence begins with it."""
    groups = [group_as_words(attribute, value, view.names) for attribute, value in view.scope]
    if not groups:
        return Sentence("The body")
    return reduce(lambda outer, inner: Sentence("{outer}, {inner}", {"outer": outer, "inner": inner}), groups)


def _called(view: View, attribute: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value_as_words(attribute, value, view.names) for value in values)


def _range_as_words(found: Interval) -> str:
    return str(found.low) if found.low == found.high else Sentence("{low} to {high}", {"low": found.low, "high": found.high})


def _number_of(found: Interval) -> int:
    return found.low if found.low == found.high else SEVERAL
