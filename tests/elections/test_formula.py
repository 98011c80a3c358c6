"""Formula and judgement say the same: whatever the rules and whoever is undisclosed. Held against every roster of small pools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.domain.composition import Roster, judge, parse_rules
from consensus.domain.composition.formula_kinds import formula_of
from consensus.domain.composition.words import Result
from consensus.seating.feasibility import Seating, conflict, could_fill, values_that_restore, witness

DECLARED = {"region": ("A", "B"), "gender": ("W", "M")}
MOST = 6
"""People in a pool."""

regions, genders, terms = st.sampled_from(["A", "B", "C", "?"]), st.sampled_from(["W", "M", "?"]), st.integers(0, 3)
people = st.fixed_dictionaries({"region": regions, "gender": genders, "terms": terms}, optional={"kind": st.sampled_from(["m", "n", "?"])})
plain = st.fixed_dictionaries({"region": st.sampled_from(["A", "B", "C"]), "gender": st.sampled_from(["W", "M"]), "terms": terms})

filters = st.sampled_from(
    [{}, {"region": "A"}, {"gender": "W"}, {"region": ["A", "B"], "gender": "M"}, {"kind": "m"}, {"not": {"region": "A"}}]
)
fractions = st.sampled_from(["1/3", "1/2", "2/5", "2/3", "3/5"])
roundings = st.sampled_from(["exact", "ceil", "floor", "nearest", "closest<=1/2", "closest<=3/4"])
small = st.integers(0, 3)


def bounded(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.fixed_dictionaries({"min": values}),
        st.fixed_dictionaries({"max": values}),
        st.tuples(values, values).map(lambda pair: dict(zip(("min", "max"), sorted(pair, key=_number), strict=True))),
    )


def _number(value: int | str) -> float:
    top, _, below = str(value).partition("/")
    return int(top) / int(below or 1)


def rule(fields: Mapping[str, st.SearchStrategy[Any]], bounds: st.SearchStrategy[dict[str, Any]] | None = None) -> st.SearchStrategy[Any]:
    whole = st.fixed_dictionaries(dict(fields))
    return whole if bounds is None else st.tuples(whole, bounds).map(lambda pair: {**pair[0], **pair[1]})


simple = st.one_of(
    rule({"kind": st.just("size")}, bounded(small)),
    rule({"kind": st.just("count"), "where": filters}, bounded(small)),
    rule({"kind": st.just("share"), "where": filters, "rounding": roundings}, bounded(fractions)),
    rule({"kind": st.just("share"), "where": filters, "of": filters, "rounding": roundings}, bounded(fractions)),
    rule({"kind": st.just("share"), "where": filters, "base": st.just("seats"), "rounding": roundings}, bounded(fractions)),
    rule(
        {
            "kind": st.just("quota"),
            "attribute": st.just("region"),
            "mode": st.sampled_from(["exact", "at_least", "at_most"]),
            "seats": st.dictionaries(st.sampled_from(["A", "B"]), small, min_size=1),
            "vacant_ok": st.booleans(),
        }
    ),
    rule({"kind": st.just("distinct"), "attributes": st.sampled_from([["region"], ["region", "gender"]]), "where": filters}),
    rule({"kind": st.just("bound"), "attribute": st.just("terms"), "max": small, "exempt": filters}),
    rule(
        {
            "kind": st.just("rotation"),
            "where": filters,
            "attribute": st.just("region"),
            "history": st.just("chair"),
            "no_repeat_within": st.integers(1, 3),
        }
    ),
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=2)
    return st.one_of(
        st.fixed_dictionaries({"kind": st.just("any_of"), "rules": several}),
        st.fixed_dictionaries({"kind": st.just("all_of"), "rules": several}),
        st.fixed_dictionaries({"kind": st.just("if"), "when": several, "then": several}),
        st.fixed_dictionaries(
            {
                "kind": st.just("for_each"),
                "group_by": st.sampled_from(["region", "gender"]),
                "over": st.sampled_from(["present", "declared"]),
                "rules": several,
            }
        ),
        st.tuples(st.integers(0, 2), inner, inner).map(
            lambda parts: {
                "kind": "by_size",
                "of": {"region": "A"},
                "table": [{"to": parts[0], "rules": [parts[1]]}, {"from": parts[0] + 1, "rules": [parts[2]]}],
            }
        ),
    )


rules = st.lists(st.one_of(simple, nested(simple), nested(nested(simple))), min_size=1, max_size=3).map(
    lambda found: [{**each, "id": f"r{number}"} for number, each in enumerate(found)]
)
HISTORY = {"chair": ("A", "B")}
VACANT = ({"region": "A"},)
UNSAID = ({"region": "?"}, *VACANT)
"""Two vacancies, of one of which it is not said what it is kept for."""


def seating(
    given_rules: Any, pool: list[dict[str, Any]], seats: int, sitting: list[dict[str, Any]] | None = None, vacant: Any = VACANT
) -> Seating:
    return Seating(seats, parse_rules(given_rules, "rules"), sitting or [], pool, DECLARED, HISTORY, vacant=vacant)


def passes(body: Seating, members: list[Any], only: list[Any] | None = None) -> bool:
    verdict = judge(
        Roster(tuple(members), tuple(body.vacant), HISTORY), body.rules if only is None else only, declared=DECLARED, seats=body.seats
    )
    return verdict.value is Result.PASS


def rightful(body: Seating, only: list[Any] | None = None) -> list[tuple[int, ...]]:
    """Every way to fill the seats, tried one by one."""
    places = range(len(body.pool))
    if body.open < 0:
        return []
    return [
        chosen for chosen in combinations(places, body.open) if passes(body, [*body.sitting, *(body.pool[place] for place in chosen)], only)
    ]


def rosters(body: Seating) -> Iterator[tuple[bool, bool]]:
    """For every roster of at most the statutory size: whether the formula holds for it, and whether the rules do."""
    types = body.types
    formula = formula_of(body.binding, types.view)
    for size in range(min(len(body.pool), body.seats) + 1):
        for chosen in combinations(range(len(body.pool)), size):
            numbers = [sum(1 for place in chosen if place in places) for places in types.pool]
            yield formula.holds(numbers), passes(body, [body.pool[place] for place in chosen])


@settings(max_examples=400, deadline=None)
@given(rules, st.lists(plain, max_size=MOST), st.integers(0, MOST))
def test_where_all_is_disclosed_the_formula_holds_exactly_where_the_rules_do(given_rules: Any, pool: Any, seats: int) -> None:
    assert all(holds == judged for holds, judged in rosters(seating(given_rules, pool, seats)))


@settings(max_examples=400, deadline=None)
@given(rules, st.lists(people, max_size=5), st.integers(0, 5))
def test_where_the_formula_holds_the_rules_surely_do(given_rules: Any, pool: Any, seats: int) -> None:
    assert all(judged for holds, judged in rosters(seating(given_rules, pool, seats, vacant=UNSAID)) if holds)


@settings(max_examples=300, deadline=None)
@given(rules, st.lists(plain, max_size=MOST), st.integers(0, 4), st.lists(plain, max_size=2))
def test_a_roster_is_found_exactly_where_there_is_one(given_rules: Any, pool: Any, more: int, sitting: Any) -> None:
    body = seating(given_rules, pool, len(sitting) + more, sitting)
    every = rightful(body)

    found = witness(body)
    assert (found is None) == (not every)
    assert found is None or found in every
    assert could_fill(body) == tuple(sorted({place for chosen in every for place in chosen}))


@settings(max_examples=300, deadline=None)
@given(rules, st.lists(plain, max_size=MOST), st.integers(1, 4))
def test_a_conflict_cannot_hold_together_and_the_rest_of_it_can(given_rules: Any, pool: Any, seats: int) -> None:
    body = seating(given_rules, pool, seats)
    if rightful(body):
        return
    named = conflict(body)
    own = [each for each in body.rules if each.id in named]
    assert not rightful(body, own)
    for left_out in own:
        assert rightful(body, [each for each in own if each is not left_out])


def test_too_few_people_are_no_conflict_of_rules() -> None:
    assert conflict(seating([{"id": "r", "kind": "count", "min": 1}], [{"region": "A"}], 2)) == ()


def test_a_target_does_not_bind() -> None:
    body = seating([{"id": "r", "kind": "count", "where": {"region": "B"}, "min": 1, "severity": "target"}], [{"region": "A"}], 1)
    assert witness(body) == (0,)


def test_values_that_restore_are_of_anybody_thinkable() -> None:
    given_rules = [
        {"id": "b", "kind": "count", "where": {"region": "B"}, "min": 1},
        {"id": "w", "kind": "count", "where": {"gender": "M"}, "max": 1},
    ]
    body = seating(given_rules, [{"region": "A", "gender": "W"}], 2, [{"region": "A", "gender": "M"}])
    assert could_fill(body) == ()
    assert values_that_restore(body) == {"gender": ("W",), "region": ("B",)}


@pytest.mark.parametrize("hidden", ["region", "gender"])
def test_what_is_undisclosed_fills_no_floor_and_keeps_a_cap_open(hidden: str) -> None:
    rule_on = {"kind": "count", "where": {hidden: DECLARED[hidden][0]}}
    unknown = {"region": "B", "gender": "M", hidden: "?"}
    assert witness(seating([{"id": "floor", **rule_on, "min": 1}], [unknown], 1)) is None
    assert witness(seating([{"id": "cap", **rule_on, "max": 0}], [unknown], 1)) is None
    assert witness(seating([{"id": "cap", **rule_on, "max": 1}], [unknown], 1)) == (0,)
