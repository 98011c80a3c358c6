"""A verdict is pass or fail only if it is so however the undisclosed values turn out: every way is tried.

Where the page itself defines a count otherwise, the rule is left out here: ``by_size`` with ``of`` counts those that
surely match. The other direction holds for single counts and shares alone: intervals of several counts are not told to
exclude one another, so a verdict may stay open although every disclosure agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.domain.composition import Attributes, Result, Roster, Truth, Value, judge, parse_rules

DECLARED = {"gender": ["W", "M"], "region": ["A", "B", "C"], "kind": ["x", "y"]}
VALUES: Mapping[str, Sequence[Value]] = {**DECLARED, "org": ["o1", "o2"], "terms": [1, 2, 3]}
DISCLOSED: Mapping[str, Sequence[Value]] = {**VALUES, "org": ["o1", "o2", "o3", "o4", "o5"]}
"""An undisclosed organisation may be one of those named, or any other: with three undisclosed, three others at most."""

SEATS = 5

attribute = st.sampled_from(["gender", "region", "kind", "org"])
number = st.integers(0, 4)
share = st.sampled_from(["0", "1/3", "2/5", "1/2", "3/5", "1"])
rounding = st.sampled_from(["exact", "ceil", "floor", "nearest", "closest<=49/100", "closest<=1"])


@st.composite
def filters(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in draw(st.lists(attribute, max_size=2, unique=True)):
        found[name] = draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True))
    if draw(st.integers(0, 3)) == 0:
        name = draw(attribute)
        found["not"] = {name: draw(st.sampled_from(VALUES[name]))}
    return found


def bounds(values: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[dict[str, Any]]:
    both = st.tuples(values, values).map(lambda pair: dict(zip(("min", "max"), sorted(pair, key=key), strict=True)))
    return st.one_of(values.map(lambda value: {"min": value}), values.map(lambda value: {"max": value}), both)


def share_key(text: str) -> float:
    return ["0", "1/3", "2/5", "1/2", "3/5", "1"].index(text)


counts = st.builds(lambda where, limits: {"kind": "count", "where": where, **limits}, filters(), bounds(number, int))
shares = st.builds(
    lambda where, limits, rule: {"kind": "share", "where": where, **limits, **rule},
    filters(),
    bounds(share, share_key),
    st.one_of(
        st.builds(lambda how: {"rounding": how}, rounding),
        st.builds(lambda how, of: {"rounding": how, "of": of}, rounding, filters()),
        st.just({"base": "seats"}),
    ),
)


@st.composite
def quotas(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(attribute)
    chosen = draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True))
    return {
        "kind": "quota",
        "attribute": name,
        "seats": {str(value): draw(st.integers(0, 2)) for value in chosen},
        "mode": draw(st.sampled_from(["exact", "at_least", "at_most"])),
        "where": draw(filters()),
        "vacant_ok": draw(st.booleans()),
    }


atoms = st.one_of(
    bounds(number, int).map(lambda limits: {"kind": "size", **limits}),
    counts,
    shares,
    quotas(),
    st.builds(
        lambda names, where: {"kind": "distinct", "attributes": names, "where": where},
        st.lists(attribute, min_size=1, max_size=2),
        filters(),
    ),
    st.builds(lambda exempt: {"kind": "bound", "attribute": "terms", "max": 2, "exempt": exempt}, filters()),
    st.builds(
        lambda where, name, within: {"kind": "rotation", "where": where, "attribute": name, "history": "past", "no_repeat_within": within},
        filters(),
        attribute,
        st.integers(1, 3),
    ),
)


@st.composite
def groups(draw: st.DrawFn, inner: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    name = draw(attribute)
    rule: dict[str, Any] = {"kind": "for_each", "group_by": name, "rules": draw(st.lists(inner, min_size=1, max_size=2))}
    which = draw(st.sampled_from(["present", "values"] if name == "org" else ["present", "declared", "values"]))
    if which == "values":
        rule["values"] = draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True))
    else:
        rule["over"] = which
    if draw(st.booleans()):
        rule["exempt"] = draw(filters())
    return rule


def larger(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(inner, min_size=1, max_size=2)
    return st.one_of(
        groups(inner),
        st.builds(lambda kind, rules: {"kind": kind, "rules": rules}, st.sampled_from(["any_of", "all_of"]), some),
        st.builds(lambda when, then: {"kind": "if", "when": when, "then": then}, some, some),
        st.builds(
            lambda first, second: {"kind": "by_size", "table": [{"from": 1, "to": 2, "rules": first}, {"from": 4, "rules": second}]},
            some,
            some,
        ),
    )


rules = st.recursive(atoms, larger, max_leaves=4)


@st.composite
def rosters(draw: st.DrawFn, most: int = 4, undisclosed: int = 3) -> Roster:
    """A few people; some attributes are absent, and a few are undisclosed, be it of members, vacancies or the past."""
    hidden = 0

    def one_of(name: str) -> Value | None:
        nonlocal hidden
        chosen = draw(st.sampled_from([*VALUES[name], None, "?", "?"]))
        if chosen == "?":
            hidden += 1
            return "?" if hidden <= undisclosed else VALUES[name][0]
        return chosen

    def people(names: Sequence[str], size: int) -> tuple[Attributes, ...]:
        drawn = [{name: one_of(name) for name in names} for _ in range(draw(st.integers(0, size)))]
        return tuple({name: value for name, value in each.items() if value is not None} for each in drawn)

    members, vacant = people([*VALUES], most), people(["gender", "region"], 1)
    history = {"past": [value for value in (one_of("region") for _ in range(draw(st.integers(0, 3)))) if value is not None]}
    return Roster(members, vacant, history)


def disclosures(roster: Roster) -> Iterator[Roster]:
    """The roster in every way in which what is undisclosed may turn out."""
    people = [*roster.members, *roster.vacant]
    options = [[dict(zip(one, values, strict=True)) for values in product(*(choices(*pair) for pair in one.items()))] for one in people]
    pasts = [list(values) for values in product(*(choices("region", value) for value in roster.history["past"]))]
    for chosen in product(*options):
        for past in pasts:
            yield Roster(tuple(chosen[: len(roster.members)]), tuple(chosen[len(roster.members) :]), {"past": past})


def choices(name: str, value: Value) -> Sequence[Value]:
    return DISCLOSED[name] if value == "?" else [value]


def verdict(rule: dict[str, Any], roster: Roster) -> Result:
    return judge(roster, parse_rules([{"id": "r", **rule}]), declared=DECLARED, seats=SEATS).value


@settings(max_examples=150, deadline=None)
@given(rules, rosters())
def test_what_is_decided_is_decided_for_every_disclosure(rule: dict[str, Any], roster: Roster) -> None:
    said = verdict(rule, roster)
    if said is not Result.INDETERMINATE:
        assert {verdict(rule, disclosed) for disclosed in disclosures(roster)} == {said}


@settings(max_examples=100, deadline=None)
@given(rules, rosters(undisclosed=0))
def test_where_all_is_disclosed_all_is_decided(rule: dict[str, Any], roster: Roster) -> None:
    assert verdict(rule, roster) is not Result.INDETERMINATE


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["gender", "kind"]),
    bounds(share, share_key),
    rounding,
    st.lists(st.tuples(st.sampled_from(["W", "M", "?", None]), st.sampled_from(["x", "y", "?", None])), max_size=5),
)
def test_a_share_is_open_only_if_disclosures_differ(
    name: str, limits: dict[str, Any], how: str, people: list[tuple[str | None, str | None]]
) -> None:
    """Of one attribute among those with another, a share is decided exactly when every disclosure agrees."""
    where, of = ({"gender": "W"}, {"kind": "x"}) if name == "gender" else ({"kind": "x"}, {"gender": "W"})
    rule = {"kind": "share", "where": where, "of": of, "rounding": how, **limits}
    members = tuple({key: value for key, value in zip(("gender", "kind"), one, strict=True) if value is not None} for one in people)
    roster = Roster(members, (), {"past": []})

    found = {verdict(rule, disclosed) for disclosed in disclosures(roster)}

    assert verdict(rule, roster) is (found.pop() if len(found) == 1 else Result.INDETERMINATE)


@settings(max_examples=100, deadline=None)
@given(rules, rosters(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_does_not_matter(rule: dict[str, Any], roster: Roster, chance: Any) -> None:
    members = list(roster.members)
    chance.shuffle(members)
    shuffled = Roster(tuple(members), roster.vacant, roster.history)

    judgements = [
        judge(who, parse_rules([{"id": "r", **rule}]), declared=DECLARED, seats=SEATS).judgements[0] for who in (roster, shuffled)
    ]

    assert judgements[0].gap == judgements[1].gap


@settings(max_examples=100, deadline=None)
@given(rules, rosters())
def test_what_does_not_hold_has_a_reason_and_what_holds_has_none(rule: dict[str, Any], roster: Roster) -> None:
    (judgement,) = judge(roster, parse_rules([{"id": "r", **rule}]), declared=DECLARED, seats=SEATS).judgements

    sentences = [str(reason) for reason in judgement.reasons]

    assert bool(sentences) == (judgement.truth is not Truth.TRUE)
    assert all(sentence[0].isupper() and sentence.endswith(".") and "{" not in sentence for sentence in sentences)
