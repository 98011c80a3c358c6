"""Rules and reasons read as sentences, with the numbers in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consensus.domain.composition import SeatRange, judge, parse_rules, sentence_of
from tests.domain.composition.people import DECLARED, roster, verdict_on

BODIES = json.loads((Path(__file__).parents[2] / "cases" / "composition.json").read_text(encoding="utf-8"))["bodies"]

WOMEN = {"gender": "W"}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"kind": "size", "min": 7, "max": 7}, "The body has exactly 7 members."),
        ({"kind": "size", "min": 1}, "The body has at least 1 member."),
        ({"kind": "count", "where": {"kind": "movement"}, "min": 2}, "The body has at least 2 social movements."),
        ({"kind": "count", "where": {"kind": ["movement", "grassroots"], "not": {"region": "LAC"}}, "max": 1}, "The body has at most 1 social movement or grassroots group other than members from LAC."),
        ({"kind": "share", "where": WOMEN, "min": "2/5"}, "At least 2/5 of the members of the body are members of the gender W."),
        ({"kind": "share", "where": WOMEN, "of": {"kind": "movement"}, "min": "2/5", "max": "3/5", "rounding": "floor"}, "At least 2/5 and at most 3/5 (rounded down) of the social movements in the body are members of the gender W."),
        ({"kind": "share", "where": WOMEN, "min": "2/5", "rounding": "closest<=49/100"}, "At least 2/5 (the number closest to it that does not pass 49/100) of the members of the body are members of the gender W."),
        ({"kind": "share", "where": WOMEN, "max": "1/2", "base": "seats"}, "At most 1/2 of the statutory seats are held by members of the gender W in the body."),
        ({"kind": "share", "min": "1/2", "base": "seats"}, "At least 1/2 of the statutory seats are filled."),
        ({"kind": "by_size", "table": [{"from": 3, "to": 4, "rules": [{"kind": "count", "where": WOMEN, "min": 1}]}, {"from": 5, "rules": [{"kind": "count", "where": WOMEN, "min": 2}]}, {"to": 2, "rules": []}]}, "If the body has 3 to 4 members: The body has at least 1 member of the gender W. If the body has 5 or more members: The body has at least 2 members of the gender W."),
        ({"kind": "by_size", "of": {"kind": "ngo"}, "table": [{"from": 1, "to": 1, "rules": [{"kind": "size", "min": 2}]}]}, "If the body has 1 NGO: The body has at least 2 members."),
        ({"kind": "by_size", "table": [{"from": 1, "rules": []}]}, "Nothing is asked of the body."),
        ({"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1, "max": 2}]}, "Each region (AFR, LAC, MENA) has at least 1 and at most 2 members."),
        ({"kind": "for_each", "group_by": "org", "over": "declared", "rules": [{"kind": "count", "max": 2}]}, "Each declared organisation has at most 2 members."),
        ({"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 4}]}, "Each gender represented has at most 4 members."),
        ({"kind": "for_each", "group_by": "region", "values": ["AFR"], "exempt": {"seat": "president"}, "rules": [{"kind": "count", "max": 4}]}, "Each region (AFR), not counting members whose seat is of the kind president, has at most 4 members."),
        ({"kind": "for_each", "group_by": "region", "rules": [{"kind": "for_each", "group_by": "gender", "rules": [{"kind": "size", "max": 1}]}]}, "Each gender represented in each region represented has at most 1 member."),
        ({"kind": "quota", "attribute": "region", "seats": {"AFR": 2, "LAC": 1}}, "The body has exactly these numbers of members by region: AFR 2, LAC 1."),
        ({"kind": "quota", "attribute": "region", "seats": {"AFR": 2}, "mode": "at_least", "where": WOMEN, "vacant_ok": True}, "The body has at least these numbers of members of the gender W and declared vacancies by region: AFR 2."),
        ({"kind": "distinct", "attributes": ["region", "country"], "where": {"seat": "vp"}}, "No two members whose seat is of the kind vp in the body have the same region or the same country."),
        ({"kind": "bound", "attribute": "consecutive_terms", "max": 2}, "No member of the body has a number of consecutive terms above 2."),
        ({"kind": "bound", "attribute": "terms", "max": 2, "exempt": {"seat": "president"}}, "No member of the body has a number of terms above 2, not counting members whose seat is of the kind president."),
        ({"kind": "rotation", "where": {"role": "chair"}, "attribute": "region", "history": "chair_region", "no_repeat_within": 5}, "The region of members with role chair in the body was not among the last 4 in chair region."),
        ({"kind": "rotation", "attribute": "region", "history": "chairs", "no_repeat_within": 1}, "The region of members in the body may be any."),
        ({"kind": "if", "when": [{"kind": "size", "min": 9}], "then": [{"kind": "count", "where": WOMEN, "min": 4}]}, "Where this holds: The body has at least 9 members. This must hold too: The body has at least 4 members of the gender W."),
        ({"kind": "any_of", "rules": [{"kind": "size", "max": 3}, {"kind": "count", "where": WOMEN, "min": 2}]}, "At least one of these holds: (1) The body has at most 3 members. (2) The body has at least 2 members of the gender W."),
        ({"kind": "all_of", "rules": [{"kind": "size", "max": 3}, {"kind": "count", "where": WOMEN, "min": 2}]}, "All of these hold: (1) The body has at most 3 members. (2) The body has at least 2 members of the gender W."),
    ],
)  # fmt: skip
def test_a_rule_as_a_sentence(rule: dict[str, Any], sentence: str) -> None:
    (parsed,) = parse_rules([{"id": "r", **rule}])

    assert sentence_of(parsed, declared=DECLARED) == sentence


def test_the_rules_of_real_bodies_all_have_a_sentence() -> None:
    sentences = [sentence_of(rule, declared=body["attributes"]) for body in BODIES for rule in parse_rules(body["rules"])]

    assert all(
        sentence[0].isupper() and sentence.endswith(".") and "{" not in sentence and "None" not in sentence for sentence in sentences
    )


@pytest.mark.parametrize(
    ("rule", "line", "reasons"),
    [
        ({"kind": "size", "min": 3}, "W/AFR/1", ["The body has 1 member; at least 3 must be there."]),
        ({"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1}]}, "W/AFR/1 W/LAC/1", ["Region MENA has 0 members; at least 1 must be there."]),
        ({"kind": "for_each", "group_by": "region", "rules": [{"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}]}, "W/AFR/1*2", ["Region AFR, Gender W has 2 members; at most 1 may be there."]),
        ({"kind": "for_each", "group_by": "org", "rules": [{"kind": "count", "min": 2}]}, "W/AFR/1", []),
        ({"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}, "W/AFR/1 ?/AFR/1", ["Gender W has 1 to 2 members, depending on undisclosed values; at most 1 may be there."]),
        ({"kind": "share", "where": WOMEN, "min": "2/5"}, "W/AFR/1 M/AFR/1*2", ["The body has 1 member of the gender W out of 3; at least 2/5 of them must be there, which is 2."]),
        ({"kind": "share", "where": WOMEN, "of": {"region": "AFR"}, "max": "1/2"}, "W/AFR/1*2 M/AFR/1 W/LAC/1", ["The body has 2 members of the gender W out of 3 members from AFR; at most 1/2 of them may be there, which is 1."]),
        ({"kind": "share", "where": WOMEN, "of": {"region": "AFR"}, "max": "1/2"}, "W/AFR/1 M/AFR/1 W/?/1", ["The body has 1 to 2 members of the gender W out of 2 to 3 members from AFR, depending on undisclosed values; at most 1/2 of them may be there."]),
        ({"kind": "share", "where": WOMEN, "min": "2/5", "base": "seats"}, "W/AFR/1", ["The body has 1 member of the gender W on 5 seats; at least 2/5 of the seats must be so filled, which is 2."]),
        ({"kind": "quota", "attribute": "region", "seats": {"AFR": 2}, "vacant_ok": True}, "W/AFR/1", ["The body has 1 member from AFR, declared vacancies included; exactly 2 must be there."]),
        ({"kind": "distinct", "attributes": ["region"], "where": WOMEN}, "W/AFR/1*2", ["The body has 2 members of the gender W from AFR; no two may be alike in this."]),
        ({"kind": "distinct", "attributes": ["region"]}, "W/AFR/1 W/?/1", ["The body may have two members of the same region, depending on undisclosed values; no two may be alike in this."]),
        ({"kind": "distinct", "attributes": ["region"], "where": WOMEN}, "W/AFR/1 W/?/1", ["The body may have two members of the gender W of the same region, depending on undisclosed values; no two may be alike in this."]),
        ({"kind": "bound", "attribute": "terms", "max": 2}, "W/AFR/3 W/AFR/4", ["The body has 2 members whose number of terms is above 2, the highest being 4."]),
        ({"kind": "bound", "attribute": "terms", "max": 2}, "W/AFR/?", ["The body has 1 member whose number of terms may be above 2, depending on undisclosed values."]),
        ({"kind": "rotation", "where": WOMEN, "attribute": "region", "history": "past", "no_repeat_within": 3}, "W/AFR/1", ["The body has members of the gender W from AFR, a value that was among the last 2 held (LAC, AFR) and may not return yet."]),
        ({"kind": "rotation", "where": WOMEN, "attribute": "region", "history": "past", "no_repeat_within": 3}, "W/?/1", ["The body may have members of the gender W whose region was among the last 2 held (LAC, AFR), depending on undisclosed values."]),
        ({"kind": "any_of", "rules": [{"kind": "size", "min": 3}, {"kind": "count", "where": WOMEN, "min": 2}]}, "W/AFR/1", ["The body meets none of 2 alternatives.", "The body has 1 member; at least 3 must be there.", "The body has 1 member of the gender W; at least 2 must be there."]),
        ({"kind": "any_of", "rules": [{"kind": "size", "min": 3}, {"kind": "count", "where": WOMEN, "min": 2}]}, "W/AFR/1 ?/AFR/1", ["The body meets none of 2 alternatives for sure.", "The body has 2 members; at least 3 must be there.", "The body has 1 to 2 members of the gender W, depending on undisclosed values; at least 2 must be there."]),
    ],
)  # fmt: skip
def test_the_reasons_of_a_verdict(rule: dict[str, Any], line: str, reasons: list[str]) -> None:
    who = roster("gender/region/terms", line, history={"past": ["MENA", "LAC", "AFR"]})

    assert [str(reason) for reason in verdict_on(who, rule, seats=5).reasons] == reasons


def test_the_reasons_of_broken_rules_come_before_those_of_open_ones() -> None:
    verdict = verdict_on(roster("gender", "W ?"), {"kind": "count", "where": WOMEN, "min": 2}, {"kind": "size", "max": 1})

    assert [str(reason) for reason in verdict.reasons] == [
        "The body has 2 members; at most 1 may be there.",
        "The body has 1 to 2 members of the gender W, depending on undisclosed values; at least 2 must be there.",
    ]


def test_the_reasons_of_a_failure_leave_out_what_is_open_beside_it() -> None:
    cap = {"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}

    assert [str(reason) for reason in verdict_on(roster("gender", "W M*2 ?"), cap).reasons] == [
        "Gender M has 2 to 3 members, depending on undisclosed values; at most 1 may be there."
    ]


def test_what_is_not_laid_down_is_named() -> None:
    share = {"kind": "share", "where": WOMEN, "min": "1/2", "base": "seats"}
    each = {"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "max": 1}]}

    verdict = verdict_on(roster("gender", "W"), share, each, declared={}, seats=SeatRange(3, None))

    assert [str(reason) for reason in verdict.reasons] == [
        "The statutory number of seats is not laid down, so this cannot be judged.",
        "The values of region are not declared, so this cannot be judged.",
    ]


def test_the_reasons_call_values_by_their_names_where_they_are_given() -> None:
    # The names of one attribute's values are not those of another's.
    names = {"region": {"AFR": "Africa", "MENA": "Middle East and North Africa"}, "gender": {"AFR": "wrong"}}
    rules = parse_rules(
        [
            {"id": "each", "kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": 1}]},
            {"id": "some", "kind": "count", "where": {"region": ["AFR", "MENA", "LAC"], "not": {"region": "AFR"}}, "min": 1},
            {"id": "turn", "kind": "rotation", "attribute": "region", "history": "past", "no_repeat_within": 2},
        ]
    )
    who = roster("gender/region", "W/AFR M/AFR", history={"past": ["MENA", "AFR"]})

    said = [str(reason) for reason in judge(who, rules, names=names).reasons]

    assert said[0] == "Region Africa has 2 members; at most 1 may be there."
    assert "members from Africa or Middle East and North Africa or LAC other than members from Africa" in said[1]
    assert "members from Africa, a value that was among the last 1 held (Africa)" in said[2]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "where": {"kind": "ngo"}, "max": 1}]}, "Each region (Africa, LAC, Middle East and North Africa) has at most 1 NGO."),
        ({"kind": "count", "where": {"kind": "movement", "region": "MENA", "gender": "W"}, "min": 2}, "The body has at least 2 social movements from Middle East and North Africa of the gender Woman."),
        ({"kind": "count", "where": {"not": {"kind": ["individual", "academic"]}}, "min": 1}, "The body has at least 1 member other than individual members or academic members."),
        ({"kind": "quota", "attribute": "kind", "seats": {"movement": 2, "firm": 1}}, "The body has exactly these numbers of members by kind of member: social movement 2, firm 1."),
        ({"kind": "share", "of": {"kind": "firm"}, "where": {"org": ["7", "8"]}, "max": "1/2"}, "At most 1/2 of the members of the kind firm in the body are members of the organisation 7 or 8."),
    ],
)  # fmt: skip
def test_a_sentence_calls_regions_genders_and_kinds_by_their_names(rule: dict[str, Any], sentence: str) -> None:
    names = {"region": {"AFR": "Africa", "MENA": "Middle East and North Africa"}, "gender": {"W": "Woman"}}
    (parsed,) = parse_rules([{"id": "r", **rule}])
    assert sentence_of(parsed, declared=DECLARED, names=names) == sentence
