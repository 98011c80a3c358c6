"""What rules about gender, not in force, say of people tells what somebody declared: it waits until the steward's look is recorded.

Source: composition.md, "What is shown to whom".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from consensus.bodies.commands import try_rules
from consensus.bodies.queries.looking_ahead import DraftRules, LookAhead, look_ahead
from consensus.bodies.queries.rule_words import rule_words
from consensus.bodies.queries.rules import RulesetData
from consensus.bodies.queries.sitting import SeatWithTerms, term_to_come
from consensus.domain.actor import OPERATOR
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.models import Member, Person
from consensus.people.queries import NetworkFacts, Word, looks_at_gender
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, Board, board
from tests.bodies.conftest import Doors
from tests.bodies.test_adopting import ADDRESS, newest
from tests.bodies.test_composing import pressed, sendable
from tests.bodies.test_keeping import said
from tests.bodies.world import NOW, World, entries

NO_WOMAN = {"id": "probe", "kind": "count", "where": {"gender": "W"}, "max": 0, "text": {"en": "Nothing about anybody"}}
NESTED = {
    "id": "nested",
    "kind": "any_of",
    "rules": [{"kind": "size", "max": 0}, {"kind": "count", "where": {"not": {"gender": "M"}}, "max": 0}],
}
ROTATES = {"id": "rotates", "kind": "rotation", "where": {}, "attribute": "gender", "history": "chairs", "no_repeat_within": 2}
PROBES: list[dict[str, Any]] = [
    NO_WOMAN,
    NESTED,
    ROTATES,
    {"id": "share", "kind": "share", "where": {"region": "AFR"}, "of": {"gender": "X"}, "max": "1/3"},
    {"id": "apart", "kind": "distinct", "attributes": ["gender"]},
    {
        "id": "cured",
        "kind": "if",
        "when": [{"kind": "count", "where": {"gender": ["W", "M", "X"]}, "min": 4}],
        "then": [{"kind": "size", "max": 0}],
    },
    {"id": "target", "kind": "quota", "attribute": "gender", "seats": {"W": 1}, "severity": "target"},
]
LOOK = "Look at it, on the record"


@pytest.fixture
def seated(session: Session, world: World) -> Board:
    """A board on which two sit who declared a gender, under a rule about gender that is in force."""
    made = board(session, world, ONE_PER_REGION, GENDER_CAP)
    made.fill(0, world.delegate("Ada", "AFR", gender="W"), reason="Known.")
    made.fill(1, world.delegate("Bo", "LAC", gender="M"), reason="Known.")
    return made


def draft(*rules: Any, seats: int = 3) -> DraftRules:
    return DraftRules(rules, {}, seats)


def test_a_look_is_recorded_with_the_rules_and_everyone_concerned_and_they_find_it(session: Session, world: World, seated: Board) -> None:
    before = len(entries(session, "try_rules"))
    seats = try_rules(session, actor=world.steward, body_id=seated.body_id, draft=draft(ONE_PER_REGION, NO_WOMAN), now=NOW)
    sitting = [seat.acting.person_id for seat in seats if seat.acting is not None]
    (entry,) = entries(session, "try_rules")[before:]
    assert entry["data"] == {
        "code": "BOARD",
        "name": "The board",
        "looked_at": [{"person": person_id} for person_id in sitting],
        "rules": [{name: value for name, value in NO_WOMAN.items() if name != "text"}],
    }
    for person_id in sitting:
        assert [(look.by, look.body) for look in looks_at_gender(session, person_id)] == [("Sam Steward", "The board")]
    assert looks_at_gender(session, world.person("Cleo").id) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_look_is_refused_to_everybody_else_and_where_nothing_waits(session: Session, world: World, seated: Board) -> None:
    for actor in (world.stranger, OPERATOR):
        with pytest.raises(ForbiddenError):
            try_rules(session, actor=actor, body_id=seated.body_id, draft=draft(NO_WOMAN), now=NOW)
    empty = board(session, world, code="EMPTY").body_id
    for body_id, rules in ((seated.body_id, (ONE_PER_REGION, GENDER_CAP)), (empty, (NO_WOMAN,))):
        with pytest.raises(InvalidError):
            try_rules(session, actor=world.steward, body_id=body_id, draft=draft(*rules), now=NOW)
    assert entries(session, "try_rules") == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_sat_before_is_concerned_where_a_rule_asks_for_it(session: Session, world: World, seated: Board) -> None:
    seated.vacate(0)
    for rules, concerned in (((NO_WOMAN,), 1), ((ROTATES,), 2)):
        try_rules(session, actor=world.steward, body_id=seated.body_id, draft=draft(*rules), now=NOW)
        assert len(entries(session, "try_rules")[-1]["data"]["looked_at"]) == concerned


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_page_shows_the_answer_after_the_look_alone(session: Session, world: World, seated: Board, doors: Doors) -> None:
    steward = doors.steward()
    first = steward.get(ADDRESS)
    assert LOOK not in said(first)
    page = pressed(steward, first, "add:rule", add__rule="gender-cap")
    sent = {**sendable(page), "rule__2__rules__0__max": "0", "reason": "Only asking"}
    looked = steward.post(ADDRESS, {**sent, "step": "look"})
    assert "Does not hold" not in said(looked)
    assert "No people, whoever they are, could fill the seats under them." in said(looked)
    assert "At most 0 % of 3 seats: 0." in said(looked)
    assert LOOK in said(looked)
    assert entries(session, "try_rules") == []
    session.rollback()

    tried = steward.post(ADDRESS, {**sent, "step": "try"})
    assert (tried.status_code, tried.headers["Cache-Control"]) == (200, "no-store")
    assert "Does not hold" in said(tried)
    assert "Your look was kept in the record." in said(tried)
    assert "Gender W" not in said(tried)
    assert len(entries(session, "try_rules")) == 1
    assert newest(session).number == 1
    ada = session.query(Person).filter_by(name="Ada").one().id
    assert "Sam Steward tried rules about gender on those who sit on The board" in said(doors.of(ada).get("/account"))
    # The answer belongs to that one look.
    assert "Does not hold" not in said(steward.post(ADDRESS, {**sent, "step": "look"}))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_post_of_a_look_is_refused_where_the_page_has_no_button(session: Session, world: World, seated: Board, doors: Doors) -> None:
    steward = doors.steward()
    sent = {**sendable(steward.get(ADDRESS)), "reason": "Only asking"}
    assert LOOK not in said(steward.post(ADDRESS, {**sent, "step": "look"}))
    refused = steward.post(ADDRESS, {**sent, "step": "try"})
    assert refused.status_code == 422
    assert "nothing was recorded" in said(refused)
    assert doors.stranger().post(ADDRESS, {**sent, "step": "try"}).status_code == 403
    assert entries(session, "try_rules") == []


NETWORK = NetworkFacts(
    "The invented network",
    origin="invented.example/ledger",
    is_demonstration=False,
    regions=(Word("AFR", "Africa"), Word("LAC", "Latin America")),
    languages=("en",),
    core_principles=(),
    genders=(Word("W", "Woman"), Word("M", "Man"), Word("X", "Another gender")),
)
IN_FORCE = RulesetData(1, {}, [GENDER_CAP], {}, 4, {})
genders = st.sampled_from(["W", "M", "X", None])


def sits(number: int, gender: str | None, *, left: bool) -> SeatWithTerms:
    """A seat that somebody holds, or left."""
    person = Person(id=number, name=f"Person {number}", gender=gender)
    member = Member(id=number, name="M", region=("AFR", "LAC")[number % 2], country="KE", kind=MemberKind.NGO, status=MemberStatus.ACTIVE)
    term = replace(term_to_come(number, person, member, ends_on=None, now=NOW), term_id=number, ended_at=NOW if left else None)
    return SeatWithTerms(number, f"Seat {number}", "regional", {}, False, (term,))


def seen(declared: list[str | None], rules: list[dict[str, Any]]) -> LookAhead:
    seats = [sits(number, gender, left=number == 0) for number, gender in enumerate(declared)]
    return look_ahead(NETWORK, seats, rule_words(NETWORK, seats), DraftRules(rules, {}, None), before=IN_FORCE)


@given(
    rules=st.lists(st.sampled_from(PROBES), min_size=1, unique_by=lambda rule: rule["id"]),
    some=st.lists(genders, min_size=4, max_size=4),
    others=st.lists(genders, min_size=4, max_size=4),
)
def test_without_a_look_nothing_that_is_shown_depends_on_what_anybody_declared(
    rules: list[dict[str, Any]], some: list[str | None], others: list[str | None]
) -> None:
    found = seen(some, [*rules, ONE_PER_REGION])
    assert found == seen(others, [*rules, ONE_PER_REGION])
    assert [rule.rule_id for rule in found.verdict.rules] == ["one-per-region"]


@pytest.mark.parametrize(
    ("rules", "seats", "waits"),
    [
        # In force and judged alike, everybody reads whether it holds.
        ([GENDER_CAP], 4, False),
        ([{**GENDER_CAP, "id": "other", "text": {"en": "In other words"}}], 4, False),
        ([{**GENDER_CAP, "rules": [{"kind": "count", "max": 2}]}], 4, True),
        ([{"id": "around", "kind": "all_of", "rules": [{k: v for k, v in GENDER_CAP.items() if k != "id"}]}], 4, True),
        # Of another number of seats, a share says something else.
        ([GENDER_CAP], 5, True),
        ([ONE_PER_REGION], 5, False),
    ],
)
def test_only_what_nobody_reads_yet_waits(rules: list[Any], seats: int, *, waits: bool) -> None:
    people = [sits(number, "W", left=False) for number in range(3)]
    found = look_ahead(NETWORK, people, rule_words(NETWORK, people), DraftRules(rules, {}, seats), before=IN_FORCE)
    assert bool(found.waiting) is waits
    assert bool(found.verdict.rules) is not waits
