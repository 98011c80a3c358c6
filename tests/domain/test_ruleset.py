"""The classes of decision: the software's defaults, and what a ruleset says instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from consensus.domain.classes import Breadth, ClassRules, Fallback, Include
from consensus.domain.ruleset import (
    DEFAULT_CLASSES,
    NEW_CLASS_BASE,
    as_data,
    class_rules,
    differs_from_default,
    parse_class,
)
from consensus.domain.shares import Count, Share
from consensus.domain.terms import Electorate, Silence

CODES = tuple(DEFAULT_CLASSES)

# The example of process.md section 4, to the letter.
EXAMPLE: dict[str, Any] = json.loads(
    """{"electorate": "all", "comment_days": 30, "objection_days": 14, "consensus_days": 7, "resolution_days": 7, "fallback_days": 7,
 "overrule": true, "silence": "none", "block_seconds": 0, "max_returns": 2, "extension_days": 7, "statement_days": 14, "idle_days": 180,
 "quorum": {"share": "1/3", "breadth": {"attribute": "region", "min_groups": 4, "min_each": 1}, "include": [{"where": {"kind": "movement"}, "min": 1}]},
 "support_floor": "1/4", "stand_aside_ceiling": {"overall": "1/3", "within": {"region": "1/2"}, "within_from": 3},
 "fallback": {"share": "2/3", "strict": false, "regions_for": 0}, "provisional_days": null}"""
)


@pytest.mark.parametrize(
    ("code", "electorate", "comment", "objection", "consensus", "resolution", "overrule", "fallback", "floor", "silence"),
    [
        # The table of process.md section 4, a row a line.
        ("governance", "organisations", 30, 14, 14, 7, False, ("3/4", False, 4), "1/3", "none"),
        ("political_position", "organisations", 14, 14, 7, 7, False, None, "1/4", "none"),
        ("work_plan", "all", 30, 14, 7, 7, True, ("2/3", False, 0), "1/4", "none"),
        ("project", "all", 14, 7, 7, 5, True, ("2/3", False, 0), "1/4", "none"),
        ("procedural", "all", 0, 5, 3, 2, True, ("1/2", True, 0), 2, "consent"),
        ("urgent", "all", 0, 0, 2, 0, False, None, 3, "none"),
    ],
)
def test_the_defaults_are_the_table(
    code: str,
    electorate: str,
    comment: int,
    objection: int,
    consensus: int,
    resolution: int,
    overrule: bool,  # noqa: FBT001 -- a column of the table
    fallback: tuple[str, bool, int] | None,
    floor: str | int,
    silence: str,
) -> None:
    entry = as_data(DEFAULT_CLASSES[code])
    assert [entry[key] for key in ("electorate", "comment_days", "objection_days", "consensus_days", "resolution_days", "overrule")] == [
        electorate,
        comment,
        objection,
        consensus,
        resolution,
        overrule,
    ]
    assert entry["fallback"] == (fallback and dict(zip(("share", "strict", "regions_for"), fallback, strict=True)))
    assert (entry["support_floor"], entry["silence"]) == (floor, silence)


@pytest.mark.parametrize("code", CODES)
def test_the_numbers_below_the_table_hold_for_every_class(code: str) -> None:
    entry = as_data(DEFAULT_CLASSES[code])
    urgent = code == "urgent"
    assert entry["quorum"] == {
        "share": 3 if urgent else "1/3",
        "breadth": {"attribute": "region", "min_groups": 2 if urgent else 4, "min_each": 1},
        "include": [],
    }
    assert entry["stand_aside_ceiling"] == {"overall": "1/3", "within": {"region": "1/2"}, "within_from": 3}
    assert entry["provisional_days"] == (14 if urgent else None)
    keys = ("fallback_days", "block_seconds", "max_returns", "extension_days", "statement_days", "idle_days")
    assert [entry[key] for key in keys] == [7, 0, 2, 7, 14, 180]


def test_the_example_of_the_process_is_a_work_plan_that_includes_a_movement() -> None:
    rules = parse_class("work_plan", EXAMPLE, "classes.work_plan")
    assert differs_from_default("work_plan", rules) == {"quorum.include"}
    assert as_data(rules) == EXAMPLE


def test_the_keys_are_those_of_the_example() -> None:
    assert [each.name for each in fields(ClassRules) if each.name != "code"] == list(EXAMPLE)


@pytest.mark.parametrize("code", CODES)
def test_what_is_left_out_is_the_default(code: str) -> None:
    assert class_rules(code) == class_rules(code, {}) == DEFAULT_CLASSES[code]


@pytest.mark.parametrize(
    ("code", "settings", "field", "expected"),
    [
        # A quorum that names share and include keeps the breadth of the row: the safeguard is not lost by silence.
        (
            "work_plan",
            {"quorum": {"share": "1/2", "include": [{"where": {"kind": "movement"}, "min": 1}]}},
            "quorum.breadth",
            Breadth("region", 4, 1),
        ),
        # ... and so does one that names a part of the breadth alone.
        ("urgent", {"quorum": {"breadth": {"min_groups": 3}}}, "quorum.breadth", Breadth("region", 3, 1)),
        # Who wants none says so.
        ("work_plan", {"quorum": {"breadth": None}}, "quorum.breadth", None),
        # A share takes the place of a count ...
        ("urgent", {"quorum": {"share": "1/2"}}, "quorum.share", Share(Fraction(1, 2))),
        # ... and a count, under either name, the place of a share.
        ("work_plan", {"quorum": {"count": 5}}, "quorum.share", Count(5)),
        ("work_plan", {"quorum": {"share": 5}}, "quorum.share", Count(5)),
        # A list replaces the list.
        ("work_plan", {"quorum": {"include": []}}, "quorum.include", ()),
        # A number instead of a share is a count of voices.
        ("work_plan", {"support_floor": 5}, "support_floor", Count(5)),
        ("procedural", {"support_floor": "2/3"}, "support_floor", Share(Fraction(2, 3))),
        # A class loses its fallback, or gets one.
        ("work_plan", {"fallback": None}, "fallback", None),
        ("urgent", {"fallback": {"share": "3/5"}}, "fallback", Fallback(Share(Fraction(3, 5)), strict=False, regions_for=0)),
        # A fallback keeps what is not named: "more than" stays "more than".
        ("procedural", {"fallback": {"share": "3/5"}}, "fallback", Fallback(Share(Fraction(3, 5)), strict=True, regions_for=0)),
        ("governance", {"fallback": {"regions_for": 2}}, "fallback", Fallback(Share(Fraction(3, 4)), strict=False, regions_for=2)),
        # The groups in which standing aside is limited are replaced as a whole.
        ("work_plan", {"stand_aside_ceiling": {"within": {"kind": "1/2"}}}, "stand_aside_ceiling.within", {"kind": Share(Fraction(1, 2))}),
        ("work_plan", {"stand_aside_ceiling": {"within": {}}}, "stand_aside_ceiling.within", {}),
        ("work_plan", {"stand_aside_ceiling": {"overall": None}}, "stand_aside_ceiling.overall", None),
        ("work_plan", {"stand_aside_ceiling": None}, "stand_aside_ceiling.within", {}),
        # Days may be parts of a day, and are exact.
        ("work_plan", {"comment_days": Fraction(1, 2)}, "comment_days", timedelta(hours=12)),
        ("work_plan", {"comment_days": 0.1}, "comment_days", timedelta(seconds=8640)),
        ("work_plan", {"comment_days": "1/3"}, "comment_days", timedelta(hours=8)),
        ("work_plan", {"comment_days": 0}, "comment_days", timedelta(0)),
        ("urgent", {"provisional_days": None}, "provisional_days", None),
        ("work_plan", {"provisional_days": 30}, "provisional_days", timedelta(days=30)),
        ("work_plan", {"silence": "consent"}, "silence", Silence.CONSENT),
        ("work_plan", {"electorate": "organisations"}, "electorate", Electorate.ORGANISATIONS),
    ],
)
def test_what_a_ruleset_names_is_merged_over_the_default(code: str, settings: Mapping[str, object], field: str, expected: object) -> None:
    value: Any = class_rules(code, settings)
    for name in field.split("."):
        value = getattr(value, name)
    assert value == expected


def test_a_filter_of_a_quorum_may_ask_for_several_values_or_for_their_opposite() -> None:
    where = {"region": ["AFR", "LAC"], "not": {"kind": "ngo"}}
    rules = class_rules("project", {"quorum": {"include": [{"where": where, "min": 2}]}})
    assert rules.quorum.include == (Include(where, 2),)


def test_a_class_that_a_network_invents_starts_from_the_row_of_the_example() -> None:
    rules = parse_class("budget", {"comment_days": 10}, "classes.budget")
    assert rules.code == "budget"
    assert differs_from_default("budget", rules) == {"comment_days"}
    assert rules.support_floor == NEW_CLASS_BASE.support_floor
