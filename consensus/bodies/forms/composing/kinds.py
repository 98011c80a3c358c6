"""The sentence of each kind of rule with the places of its fields, what is said less often, and an example of each to begin from.

A place ``{where}`` is whom a filter means; whatever more it says has a sentence of its own. Source: composition.md, the twelve kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consensus.bodies.forms.composing.tree import KEPT, ROW
from consensus.domain.composition.words import FailureStep

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


_COUNTED = ("where", "Who is counted")

KINDS: Mapping[str, KindForm] = {
    "size": KindForm("There are at least {min} and at most {max} members."),
    "count": KindForm("There are at least {min} and at most {max} members {where}", filters=(_COUNTED,)),
    "share": KindForm(
        "At least {min} and at most {max} of {base} are members {where}",
        more=("As a number of people the share is {rounding}; the closest one does not pass {ceiling}.",),
        filters=(_COUNTED, ("of", "Not of all members there, but of those")),
    ),
    "by_size": KindForm(
        "By the number of members {of} there are other rules:", lists=(("table", ""),), filters=(("of", "Whose number decides"),)
    ),
    "for_each": KindForm(
        "In each {group_by} {over}",
        more=("Only in these, with commas: {values}",),
        lists=(("rules", ""),),
        filters=(("exempt", "Who is left out of the groups"),),
    ),
    "quota": KindForm(
        "Seats are shared out by {attribute}, {mode} of each:",
        more=("Vacancies that are declared {vacant_ok}",),
        filters=(_COUNTED,),
    ),
    "distinct": KindForm("No two members {where} have the same {attributes}", filters=(_COUNTED,)),
    "bound": KindForm("Nobody's number of {attribute} is above {max}.", filters=(("exempt", "Who is left out"),)),
    "rotation": KindForm(
        "The {attribute} of members {where} was not among the last {turns} that held it, in the history called {history}.",
        filters=(_COUNTED,),
    ),
    "if": KindForm("", lists=(("when", "If all of these hold:"), ("then", "then all of these must hold:"))),
    "any_of": KindForm("", lists=(("rules", "At least one of these holds:"),)),
    "all_of": KindForm("", lists=(("rules", "All of these hold:"),)),
    ROW: KindForm("If there are {from} to {to} of them:", lists=(("rules", ""),)),
    KEPT: KindForm(""),
}

CHOICES: Mapping[str, Choices] = {
    "base": (("", "the members there"), ("seats", "the seats by statute")),
    "rounding": (
        ("exact", "not rounded: parts are compared"),
        ("ceil", "rounded up"),
        ("floor", "rounded down"),
        ("nearest", "rounded to the nearest, halves up"),
        ("closest", "the closest whole number"),
    ),
    "over": (("present", "that occurs among the members"), ("declared", "that there is, even without a member")),
    "mode": (("exact", "exactly so many"), ("at_least", "at least so many"), ("at_most", "at most so many")),
    "vacant_ok": (("no", "do not count towards it"), ("yes", "count towards it")),
    "severity": (("hard", "must hold"), ("target", "is a target: missing it is published")),
    "on_failure": tuple(
        (step.value, words)
        for step, words in {
            FailureStep.NEXT_ELIGIBLE: "the next candidate who may sit",
            FailureStep.DROP_LOWEST: "the lowest elected gives way",
            FailureStep.SEAT_VACANT: "the seat stays vacant",
            FailureStep.SPECIAL_ELECTION: "a special election",
            FailureStep.EXTEND_NOMINATIONS: "more time for nominations",
            FailureStep.RERUN_GROUP: "the group votes again",
            FailureStep.VOID: "the election is void",
            FailureStep.COMPLY_OR_EXPLAIN: "comply or explain",
        }.items()
    ),
}
"""The choices that are the same in every network."""

IN_A_GROUP: Mapping[str, Mapping[str, str]] = {"base": {"": "the members of the group"}}
"""What a choice is called in a rule that is said of each group."""

DEFAULTS: Mapping[str, str] = {key: choices[0][0] for key, choices in CHOICES.items() if key != "on_failure"}

LABELS: Mapping[str, str] = {
    "min": "At least",
    "max": "At most",
    "base": "A share of what",
    "rounding": "How the share becomes a number of people",
    "ceiling": "Which share may not be passed",
    "from": "From how many members",
    "to": "To how many members",
    "group_by": "By what members are grouped",
    "over": "Which groups",
    "values": "Only these groups",
    "attribute": "Which attribute",
    "attributes": "In what they differ",
    "mode": "Exactly, at least or at most",
    "vacant_ok": "Whether declared vacancies count",
    "turns": "How many holders before",
    "history": "Name of the history",
    "where": "Who is counted",
    "of": "Of whom",
    "exempt": "Who is left out",
    "seat_value": "Value",
    "seat_number": "Seats",
    "id": "Short name of the rule",
    "severity": "How grave a breach is",
    "on_failure": "What follows at an election, in this order",
    "source": "Where the rule is written: document and article, one in each line",
    "text": "In the network's own words",
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
        "At least one from each region and no more than three",
        _one("for_each", group_by="region", over="declared", rules=[_one("count", min=1, max=3)]),
    ),
    "gender-cap": Example(
        "No gender above 60 % of the seats",
        _one("for_each", group_by="gender", rules=[_one("share", max="3/5", base="seats")]),
    ),
    "count": Example("Two of the seats from movements", _one("count", where={"kind": "movement"}, min=2)),
    "size": Example("The body has 7 members", _one("size", min=7, max=7)),
    "share": Example("At least a third of the members from movements", _one("share", where={"kind": "movement"}, min="1/3")),
    "quota": Example("So many seats for each region", _one("quota", attribute="region", seats={})),
    "distinct": Example("No two members from the same country", _one("distinct", attributes=["country"])),
    "bound": Example("Nobody for more than two terms in a row", _one("bound", attribute="consecutive_terms", max=2)),
    "rotation": Example(
        "The chair from another region than the last four",
        _one("rotation", where={"seat": "chair"}, attribute="region", history="chairs", no_repeat_within=5),
    ),
    "by_size": Example(
        "Other rules for other sizes: of 3 to 4 members at most 2 of a gender",
        _one(
            "by_size",
            table=[{"from": 3, "to": 4, "rules": [_one("for_each", group_by="gender", rules=[_one("count", max=2)])]}],
        ),
    ),
    "if": Example(
        "If there are 9 members or more, then another rule holds",
        _one("if", when=[_one("size", min=9)], then=[_one("count", where={"kind": "movement"}, min=3)]),
    ),
    "any_of": Example("One of several rules is enough", _one("any_of", rules=[])),
    "all_of": Example("Several rules under one name", _one("all_of", rules=[])),
}
"""By the word that the form sends; the word is the short name that such a rule begins with."""
