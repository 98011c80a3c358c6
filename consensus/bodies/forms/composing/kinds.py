"""The sentence of each kind of rule with the places of its fields, what is said less often, and an example of each to begin from.

A place ``{where}`` is whom a filter means; whatever more it says has a sentence of its own. Source: composition.md, the twelve kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consensus.bodies.forms.composing.tree import KEPT, ROW
from consensus.domain.composition.words import FailureStep
from consensus.domain.speech import _

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KindForm:
    """How a kind of rule is written."""

    sentence: str
    more: tuple[str, ...] = ()
    """Sentences about what is said less often."""
    lists: tuple[tuple[str, str], ...] = ()
    """The lists of rules inside it, each with the words before it."""
    filters: tuple[tuple[str, str], ...] = ()
    """The filters, each with what it chooses."""


_COUNTED = ("where", _("Who is counted"))

KINDS: Mapping[str, KindForm] = {
    "size": KindForm(_("There are at least {min} and at most {max} members.")),
    "count": KindForm(_("There are at least {min} and at most {max} members {where}"), filters=(_COUNTED,)),
    "share": KindForm(
        _("At least {min} and at most {max} of {base} are members {where}"),
        more=(_("As a number of people the share is {rounding}; the closest one does not pass {ceiling}."),),
        filters=(_COUNTED, ("of", _("Not of all members there, but of those"))),
    ),
    "by_size": KindForm(
        _("By the number of members {of} there are other rules:"), lists=(("table", ""),), filters=(("of", _("Whose number decides")),)
    ),
    "for_each": KindForm(
        _("In each {group_by} {over}"),
        more=(_("Only in these, with commas: {values}"),),
        lists=(("rules", ""),),
        filters=(("exempt", _("Who is left out of the groups")),),
    ),
    "quota": KindForm(
        _("Seats are shared out by {attribute}, {mode} of each:"),
        more=(_("Vacancies that are declared {vacant_ok}"),),
        filters=(_COUNTED,),
    ),
    "distinct": KindForm(_("No two members {where} have the same {attributes}"), filters=(_COUNTED,)),
    "bound": KindForm(_("Nobody's number of {attribute} is above {max}."), filters=(("exempt", _("Who is left out")),)),
    "rotation": KindForm(
        _("The {attribute} of members {where} was not among the last {turns} that held it, in the history called {history}."),
        filters=(_COUNTED,),
    ),
    "if": KindForm("", lists=(("when", _("If all of these hold:")), ("then", _("then all of these must hold:")))),
    "any_of": KindForm("", lists=(("rules", _("At least one of these holds:")),)),
    "all_of": KindForm("", lists=(("rules", _("All of these hold:")),)),
    ROW: KindForm(_("If there are {from} to {to} of them:"), lists=(("rules", ""),)),
    KEPT: KindForm(""),
}

CHOICES: Mapping[str, Choices] = {
    "base": (("", _("the members there")), ("seats", _("the seats by statute"))),
    "rounding": (
        ("exact", _("not rounded: parts are compared")),
        ("ceil", _("rounded up")),
        ("floor", _("rounded down")),
        ("nearest", _("rounded to the nearest, halves up")),
        ("closest", _("the closest whole number")),
    ),
    "over": (("present", _("that occurs among the members")), ("declared", _("that there is, even without a member"))),
    "mode": (("exact", _("exactly so many")), ("at_least", _("at least so many")), ("at_most", _("at most so many"))),
    "vacant_ok": (("no", _("do not count towards it")), ("yes", _("count towards it"))),
    "severity": (("hard", _("must hold")), ("target", _("is a target: missing it is published"))),
    "on_failure": tuple(
        (step.value, words)
        for step, words in {
            FailureStep.NEXT_ELIGIBLE: _("the next candidate who may sit"),
            FailureStep.DROP_LOWEST: _("the lowest elected gives way"),
            FailureStep.SEAT_VACANT: _("the seat stays vacant"),
            FailureStep.SPECIAL_ELECTION: _("a special election"),
            FailureStep.EXTEND_NOMINATIONS: _("more time for nominations"),
            FailureStep.RERUN_GROUP: _("the group votes again"),
            FailureStep.VOID: _("the election is void"),
            FailureStep.COMPLY_OR_EXPLAIN: _("comply or explain"),
        }.items()
    ),
}
"""The choices that are the same in every network."""

IN_A_GROUP: Mapping[str, Mapping[str, str]] = {"base": {"": _("the members of the group")}}
"""What a choice is called in a rule that is said of each group."""

DEFAULTS: Mapping[str, str] = {key: choices[0][0] for key, choices in CHOICES.items() if key != "on_failure"}

LABELS: Mapping[str, str] = {
    "min": _("At least"),
    "max": _("At most"),
    "base": _("A share of what"),
    "rounding": _("How the share becomes a number of people"),
    "ceiling": _("Which share may not be passed"),
    "from": _("From how many members"),
    "to": _("To how many members"),
    "group_by": _("By what members are grouped"),
    "over": _("Which groups"),
    "values": _("Only these groups"),
    "attribute": _("Which attribute"),
    "attributes": _("In what they differ"),
    "mode": _("Exactly, at least or at most"),
    "vacant_ok": _("Whether declared vacancies count"),
    "turns": _("How many holders before"),
    "history": _("Name of the history"),
    "where": _("Who is counted"),
    "of": _("Of whom"),
    "exempt": _("Who is left out"),
    "seat_value": _("Value"),
    "seat_number": _("Seats"),
    "id": _("Short name of the rule"),
    "severity": _("How grave a breach is"),
    "on_failure": _("What follows at an election, in this order"),
    "source": _("Where the rule is written: document and article, one in each line"),
    "text": _("In the network's own words"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A rule to begin from, and the sentence under which it is offered."""

    sentence: str
    data: Mapping[str, Any]


def _one(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **fields}


EXAMPLES: Mapping[str, Example] = {
    "each-region": Example(
        _("At least one from each region and no more than three"),
        _one("for_each", group_by="region", over="declared", rules=[_one("count", min=1, max=3)]),
    ),
    "gender-cap": Example(
        _("No gender above 60 % of the seats"),
        _one("for_each", group_by="gender", rules=[_one("share", max="3/5", base="seats")]),
    ),
    "count": Example(_("Two of the seats from movements"), _one("count", where={"kind": "movement"}, min=2)),
    "size": Example(_("The body has 7 members"), _one("size", min=7, max=7)),
    "share": Example(_("At least a third of the members from movements"), _one("share", where={"kind": "movement"}, min="1/3")),
    "quota": Example(_("So many seats for each region"), _one("quota", attribute="region", seats={})),
    "distinct": Example(_("No two members from the same country"), _one("distinct", attributes=["country"])),
    "bound": Example(_("Nobody for more than two terms in a row"), _one("bound", attribute="consecutive_terms", max=2)),
    "rotation": Example(
        _("The chair from another region than the last four"),
        _one("rotation", where={"seat": "chair"}, attribute="region", history="chairs", no_repeat_within=5),
    ),
    "by_size": Example(
        _("Other rules for other sizes: of 3 to 4 members at most 2 of a gender"),
        _one(
            "by_size",
            table=[{"from": 3, "to": 4, "rules": [_one("for_each", group_by="gender", rules=[_one("count", max=2)])]}],
        ),
    ),
    "if": Example(
        _("If there are 9 members or more, then another rule holds"),
        _one("if", when=[_one("size", min=9)], then=[_one("count", where={"kind": "movement"}, min=3)]),
    ),
    "any_of": Example(_("One of several rules is enough"), _one("any_of", rules=[])),
    "all_of": Example(_("Several rules under one name"), _one("all_of", rules=[])),
}
"""By the word that the form sends; the word is the short name that such a rule begins with."""
