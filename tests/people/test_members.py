"""The register of members and their mandates: what may stand in it, who keeps it, and what the ledger then says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.db import db
from consensus.domain.actor import CLOCK, OPERATOR, Actor
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people import commands
from consensus.people.models import Mandate, Member
from consensus.people.queries import MemberFilter, history_of_member, is_in_network, mandates, member_called, members_page, person_called
from consensus.people.queries.whole import Sheet
from consensus.people.register_keys import Keys
from tests.people.acts import count, last
from tests.people.place import NOW, Place, set_up

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Register:
    """The place with a session open."""

    place: Place
    session: Session

    def admit(self, name: str = "River Watch", *, actor: Actor | None = None, **facts: Any) -> int:
        given: dict[str, Any] = {"country": "PE", "region": "LAC", "kind": MemberKind.NGO} | facts
        return commands.admit_member(self.session, actor=actor or self.place.steward, name=name, **given, now=NOW)

    def change(self, *, actor: Actor | None = None, **facts: Any) -> None:
        member = self.session.get_one(Member, self.place.member_id)
        now = {"name": member.name, "country": member.country, "region": member.region, "kind": member.kind, "status": member.status}
        commands.change_member(
            self.session, actor=actor or self.place.steward, member_id=self.place.member_id, **(now | facts), now=NOW + DAY
        )

    def grant(self, **terms: Any) -> int:
        given = {"person_id": self.place.ada_id, "member_id": self.place.member_id} | terms
        return commands.grant_mandate(self.session, actor=self.place.steward, **given, now=NOW)


@pytest.fixture
def register(place: Place) -> Iterator[Register]:
    """The register, at hand."""
    with place.app.app_context():
        yield Register(place, db.session())


def test_a_member_is_admitted_with_one_entry_that_says_all_of_it(register: Register) -> None:
    before = count(register.session)
    member_id = register.admit("  River\u00a0 Watch ", admitted_on=date(2020, 5, 1))
    assert count(register.session) == before + 1
    entry = last(register.session)
    assert (entry["act"], entry["actor"]) == ("admit_member", f"person:{register.place.steward_id}")
    assert entry["data"] == {
        "member": member_id,
        "name": "River Watch",
        "country": "PE",
        "region": "LAC",
        "kind": "ngo",
        "status": "active",
        "admitted_on": "2020-05-01",
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Women of the Lake"}, "name"),
        ({"name": "Wo\u202emen"}, "name"),
        ({"name": "=SUM(A1)"}, "name"),
        ({"country": "XX"}, "country"),
        ({"country": "Peru"}, "country"),
        ({"region": "EUROPE"}, "region"),
        ({"admitted_on": date(2027, 1, 1)}, "admitted_on"),
    ],
)
def test_what_cannot_stand_in_the_register_is_refused_and_leaves_nothing(register: Register, facts: dict[str, Any], field: str) -> None:
    before = count(register.session)
    with pytest.raises(InvalidError) as refused:
        register.admit(**({"name": "River Watch"} | facts))
    assert refused.value.field == field
    assert (count(register.session), members_page(register.session, MemberFilter(), 1).total) == (before, 1)


ACTS: list[Callable[[Register, Actor], object]] = [
    lambda register, actor: register.admit(actor=actor),
    lambda register, actor: register.change(actor=actor, name="Other"),
    lambda register, actor: commands.grant_mandate(
        register.session, actor=actor, person_id=register.place.steward_id, member_id=register.place.member_id, now=NOW
    ),
    lambda register, actor: commands.end_mandate(register.session, actor=actor, mandate_id=1, now=NOW + DAY),
    lambda register, actor: commands.import_members(
        register.session, actor=actor, sheet=Sheet("name,country,region,kind\nA,KE,AFR,ngo\n", Keys(b"")), now=NOW
    ),
    lambda register, actor: commands.add_person(register.session, actor=actor, name="Bea", now=NOW),
    lambda register, actor: commands.invite_person(register.session, actor=actor, name="Bea", email="bea@invented.example", now=NOW),
    lambda register, actor: commands.make_steward(register.session, actor=actor, person_id=register.place.ada_id, now=NOW),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["a member's voice", "the clock"])
def test_the_registers_are_kept_by_stewards_and_the_operator_alone(
    register: Register, act: Callable[[Register, Actor], object], who: str
) -> None:
    before = count(register.session)
    with pytest.raises(ForbiddenError):
        act(register, CLOCK if who == "the clock" else register.place.ada)
    assert count(register.session) == before


@pytest.mark.parametrize("act", ACTS)
def test_the_operator_may_keep_them_too(register: Register, act: Callable[[Register, Actor], object]) -> None:
    act(register, OPERATOR)
    assert last(register.session)["actor"] == "operator"


def test_a_change_says_what_was_and_what_is(register: Register) -> None:
    register.change(region="LAC", country="pe")
    entry = last(register.session)
    assert entry["act"] == "change_member"
    assert entry["data"] == {
        "member": register.place.member_id,
        "before": {"country": "KE", "region": "AFR"},
        "after": {"country": "PE", "region": "LAC"},
    }


def test_a_change_of_nothing_adds_nothing(register: Register) -> None:
    before = count(register.session)
    register.change()
    assert count(register.session) == before


def test_a_member_keeps_its_own_name_and_takes_nobody_elses(register: Register) -> None:
    register.admit("River Watch")
    register.change(kind=MemberKind.GRASSROOTS)
    with pytest.raises(InvalidError):
        register.change(name="River Watch")


def test_a_suspended_member_has_no_voice_until_it_is_active_again(register: Register) -> None:
    later = NOW + 2 * DAY
    register.change(status=MemberStatus.SUSPENDED)
    assert not is_in_network(register.session, register.place.ada_id, later)
    register.change(status=MemberStatus.ACTIVE)
    assert is_in_network(register.session, register.place.ada_id, later)


def test_a_member_that_leaves_ends_its_mandates_in_the_same_act(register: Register) -> None:
    before = count(register.session)
    register.change(status=MemberStatus.LEFT)
    assert count(register.session) == before + 1
    assert last(register.session)["data"]["mandates_ended"] == [1]
    assert register.session.get_one(Mandate, 1).ends_at == NOW + DAY
    assert register.session.get_one(Member, register.place.member_id).left_on == (NOW + DAY).date()


def test_nobody_can_be_let_speak_for_a_member_that_left(register: Register) -> None:
    register.change(status=MemberStatus.LEFT)
    with pytest.raises(InvalidError):
        register.grant(person_id=register.place.steward_id)


def test_a_mandate_is_granted_with_one_entry(register: Register) -> None:
    before = count(register.session)
    mandate_id = register.grant(person_id=register.place.steward_id, ends_at=NOW + DAY)
    assert count(register.session) == before + 1
    assert last(register.session)["data"] == {
        "mandate": mandate_id,
        "person": register.place.steward_id,
        "member": register.place.member_id,
        "starts_at": "2026-03-02T12:00:00.000000Z",
        "ends_at": "2026-03-03T12:00:00.000000Z",
    }


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        # the same once more, or overlapping it
        ({}, InvalidError),
        ({"starts_at": NOW + 5 * DAY, "ends_at": NOW + 9 * DAY}, InvalidError),
        # it would end before it begins
        ({"starts_at": NOW + DAY, "ends_at": NOW + DAY}, InvalidError),
        ({"person_id": 999}, NotFoundError),
        ({"member_id": 999}, NotFoundError),
        ({"body_id": 999}, NotFoundError),
    ],
)
def test_a_mandate_that_cannot_be_is_refused(register: Register, terms: dict[str, Any], error: type[Exception]) -> None:
    before = count(register.session)
    with pytest.raises(error):
        register.grant(**terms)
    assert count(register.session) == before


def test_a_mandate_may_follow_one_that_ended(register: Register) -> None:
    commands.end_mandate(register.session, actor=register.place.steward, mandate_id=1, now=NOW)
    assert register.grant() == 2
    assert [row.is_over(NOW) for row in mandates(register.session, person_id=register.place.ada_id)] == [False, True]


def test_a_mandate_ends_once(register: Register) -> None:
    commands.end_mandate(register.session, actor=register.place.steward, mandate_id=1, ends_at=NOW + DAY, now=NOW)
    assert is_in_network(register.session, register.place.ada_id, NOW)
    assert not is_in_network(register.session, register.place.ada_id, NOW + DAY)
    with pytest.raises(RefusedError):
        commands.end_mandate(register.session, actor=register.place.steward, mandate_id=1, now=NOW + 2 * DAY)
    with pytest.raises(InvalidError):
        commands.end_mandate(register.session, actor=register.place.steward, mandate_id=1, ends_at=NOW - DAY, now=NOW)


def test_the_history_of_a_member_is_what_the_ledger_says_of_it(register: Register) -> None:
    for number in range(12):  # ids of two digits must not be taken for those of one
        register.admit(f"Another {number}")
    register.change(region="LAC")
    history = history_of_member(register.session, register.place.member_id)
    assert [(act.act, act.by) for act in history] == [("change_member", "Sam Steward"), ("admit_member", "Sam Steward")]
    assert [(change.fact, change.before, change.after) for change in history[0].changes] == [("region", "AFR", "LAC")]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (MemberFilter(), ["River Watch", "Women of the Lake", "Youth 100% Now"]),
        (MemberFilter(words="WATCH"), ["River Watch"]),
        (MemberFilter(words="0%"), ["Youth 100% Now"]),
        (MemberFilter(region="AFR"), ["Women of the Lake"]),
        (MemberFilter(kind=MemberKind.NGO, region="LAC"), ["River Watch", "Youth 100% Now"]),
        (MemberFilter(status=MemberStatus.LEFT), []),
    ],
)
def test_members_are_found(register: Register, wanted: MemberFilter, names: list[str]) -> None:
    register.admit("Youth 100% Now")
    register.admit("River Watch")
    assert [row.name for row in members_page(register.session, wanted, 1).items] == names


def test_one_is_found_by_enough_of_the_name(register: Register) -> None:
    register.admit("Women of the River")
    assert member_called(register.session, "the lake") == register.place.member_id
    assert member_called(register.session, " women of the lake ") == register.place.member_id
    assert person_called(register.session, "ada@invented.example") == register.place.ada_id
    with pytest.raises(InvalidError, match="Women of the Lake; Women of the River"):
        member_called(register.session, "women")
    with pytest.raises(InvalidError):
        person_called(register.session, "nobody")


def test_a_network_is_set_up_once(register: Register) -> None:
    with pytest.raises(RefusedError):
        set_up(register.session)
