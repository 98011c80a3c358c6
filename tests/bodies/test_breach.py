"""A body that comes to break its own rules is in breach from that day on, until they hold again.

Source: composition.md, "When a rule acts".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import next_end_of_cure, note_uncured, uncured_since
from consensus.bodies.commands import RulesetDraft, abolish_seat, adopt_ruleset, change_cure, leave_seat, restore_seat, suspend_seat
from consensus.bodies.models import Body, Breach
from consensus.domain.actor import Actor
from consensus.domain.terms import MemberStatus
from consensus.people.commands import change_member, declare_gender
from consensus.people.models import Member, Person
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, Board, board
from tests.bodies.conftest import Doors
from tests.bodies.world import DAY, NOW, World, entries
from tests.support.browsing import text_of
from tests.support.remembered import told_once

AT_LEAST_TWO = {"id": "two", "kind": "size", "min": 2}
SECOND = timedelta(seconds=1)


def breaches(session: Session) -> list[Breach]:
    session.expire_all()
    return list(session.scalars(select(Breach).order_by(Breach.id)))


@pytest.fixture
@told_once
def two(session: Session, world: World) -> Board:
    """A board on which two sit, as its rules want it at the least; never more than one of a region or a gender."""
    made = board(session, world, AT_LEAST_TWO, ONE_PER_REGION, GENDER_CAP)
    made.fill(0, world.delegate("Ada", "AFR", gender="W"), reason="Known.")
    made.fill(1, world.delegate("Bo", "LAC", gender="M"), reason="Known.")
    return made


def test_a_body_that_is_being_set_up_breaks_nothing(session: Session, two: Board) -> None:
    assert breaches(session) == []
    assert entries(session, "breach_began") == []


def test_whoever_leaves_puts_the_body_in_breach_from_that_day_on(session: Session, two: Board) -> None:
    two.vacate(0, now=NOW + DAY)
    (breach,) = breaches(session)
    assert (breach.began_at, breach.cause, breach.rules, breach.suspends) == (NOW + DAY, "leave_seat", ["two"], True)
    assert breach.cure_ends_at == datetime(2026, 3, 3, tzinfo=UTC) + 91 * DAY
    assert breach.reasons
    (entry,) = entries(session, "breach_began")
    assert (entry["data"]["rules"], entry["data"]["because"]) == (["two"], "leave_seat")
    assert [each["index"] for each in entries(session, "leave_seat")] == [entry["index"] - 1]
    assert session.get_one(Body, two.body_id).calls_stop_at == breach.cure_ends_at
    assert ledger.verify(session).ok


def test_it_is_cured_by_whoever_fills_the_seat(session: Session, world: World, two: Board) -> None:
    two.vacate(0)
    two.fill(0, world.delegate("Cleo", "MENA", gender="X"), now=NOW + 5 * DAY)
    (breach,) = breaches(session)
    assert (breach.cured_at, breach.cured_by) == (NOW + 5 * DAY, "fill_seat")
    (entry,) = entries(session, "breach_cured")
    assert entry["data"] == {"breach": breach.id, "because": "fill_seat", "in_time": True}
    body = session.get_one(Body, two.body_id)
    assert (body.calls_stop_at, body.calls_resume_at) == (None, None)


def test_a_second_loss_is_the_same_breach_and_one_more_after_the_cure_is_another(session: Session, world: World, two: Board) -> None:
    two.vacate(0)
    two.vacate(1)
    assert len(breaches(session)) == 1
    two.fill(0, world.delegate("Cleo", "MENA", gender="X"))
    assert breaches(session)[0].cured_at is None, "one of two sits"
    two.fill(1, world.delegate("Dan", "NAM", gender="M"))
    two.vacate(0)
    first, second = breaches(session)
    assert (first.cured_by, second.cured_at) == ("fill_seat", None)


def suspended(session: Session, two: Board) -> None:
    suspend_seat(session, actor=two.world.steward, seat_id=two.seats[0], reason="Decided.", now=NOW + DAY)


def member_leaves(session: Session, two: Board) -> None:
    changed(session, two, status=MemberStatus.LEFT)


def member_moves(session: Session, two: Board) -> None:
    changed(session, two, region="LAC")


def rules_change(session: Session, two: Board) -> None:
    draft = RulesetDraft(composition=[{"id": "three", "kind": "size", "min": 3}], reason="We grow.")
    adopt_ruleset(session, actor=two.world.steward, body_id=two.body_id, ruleset=draft, now=NOW + DAY)


def says_otherwise(session: Session, _two: Board) -> None:
    person = session.scalars(select(Person).where(Person.name == "Ada")).one()
    declare_gender(session, actor=Actor(person.id), gender="M", now=NOW + DAY)


def changed(session: Session, two: Board, **changes: Any) -> None:
    member = session.scalars(select(Member).where(Member.name == "Ada's organisation")).one()
    known = {"name": member.name, "country": member.country, "region": member.region, "kind": member.kind, "status": member.status}
    change_member(session, actor=two.world.steward, member_id=member.id, now=NOW + DAY, **known | changes)


@pytest.mark.parametrize(
    ("event", "cause", "rules"),
    [
        (suspended, "suspend_seat", ["two"]),
        (member_leaves, "change_member", ["two"]),
        (member_moves, "change_member", ["one-per-region"]),
        (rules_change, "adopt_ruleset", ["three"]),
        (says_otherwise, "change_of_register", ["gender-cap"]),
    ],
)
def test_every_event_that_breaks_a_rule_is_seen(session: Session, two: Board, event: Any, cause: str, rules: list[str]) -> None:
    event(session, two)
    (breach,) = breaches(session)
    assert (breach.began_at, breach.cause, breach.rules) == (NOW + DAY, cause, rules)
    assert len(entries(session, "breach_began")) == 1


def test_the_record_does_not_say_whose_word_it_was_that_changed(session: Session, two: Board) -> None:
    says_otherwise(session, two)
    (entry,) = entries(session, "breach_began")
    assert entry["actor"] == "clock"
    assert "gender" not in entry["data"]["because"]
    assert not any(character.isdigit() for reason in entry["data"]["reasons"] for character in reason.replace("1", ""))


def test_the_end_of_a_suspension_cures_what_it_broke(session: Session, two: Board) -> None:
    suspended(session, two)
    restore_seat(session, actor=two.world.steward, seat_id=two.seats[0], reason="Settled.", now=NOW + 2 * DAY)
    (breach,) = breaches(session)
    assert breach.cured_by == "restore_seat"


def test_a_seat_that_is_given_up_is_reviewed_too(session: Session, world: World) -> None:
    both = {"id": "both", "kind": "quota", "attribute": "seat", "seats": {"regional": 2}, "mode": "at_least", "vacant_ok": True}
    made = board(session, world, both, seats=2)
    made.fill(0, world.delegate("Ada"))
    assert breaches(session) == []
    abolish_seat(session, actor=world.steward, seat_id=made.seats[1], reason="Too many.", now=NOW + DAY)
    (breach,) = breaches(session)
    assert (breach.cause, breach.rules) == ("abolish_seat", ["both"])


def test_what_is_not_cured_in_time_is_noted_once_at_the_end_of_its_last_day(session: Session, two: Board) -> None:
    two.vacate(0)
    (breach,) = breaches(session)
    at = breach.cure_ends_at
    assert next_end_of_cure(session, NOW) == at
    assert uncured_since(session, at - SECOND) == []
    assert not note_uncured(session, breach_id=breach.id, now=at - SECOND)
    assert uncured_since(session, at + 9 * DAY) == [breach.id]
    assert note_uncured(session, breach_id=breach.id, now=at + 9 * DAY)
    assert not note_uncured(session, breach_id=breach.id, now=at + 9 * DAY)
    (entry,) = entries(session, "breach_uncured")
    assert (entry["at"], entry["actor"]) == (ledger.instant(at), "clock")


def test_cured_too_late_its_calls_go_on_from_then(session: Session, world: World, two: Board) -> None:
    two.vacate(0)
    at = breaches(session)[0].cure_ends_at
    two.fill(0, world.delegate("Cleo", "MENA", gender="X"), now=at + DAY)
    body = session.get_one(Body, two.body_id)
    assert (body.calls_stop_at, body.calls_resume_at) == (at, at + DAY)
    assert entries(session, "breach_cured")[0]["data"]["in_time"] is False


def test_what_a_breach_says_is_written_once(session: Session, two: Board) -> None:
    two.vacate(0)
    (breach,) = breaches(session)
    breach.cause = "fill_seat"
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_leaving_is_never_refused_and_the_pages_say_what_it_did(session: Session, two: Board, doors: Doors) -> None:
    leave_seat(session, actor=two.world.steward, seat_id=two.seats[0], reason="Tired.", now=NOW)
    page = text_of(doors.steward().get("/bodies/BOARD"))
    assert "In breach of its own rules since" in page
    assert "It has to be cured by" in page
    assert "In breach of its own rules since" in text_of(doors.steward().get("/bodies"))
    assert "To be cured by" in text_of(doors.steward().get("/bodies/BOARD/breaches"))


def test_the_time_to_cure_a_breach_is_changed_with_a_reason_and_for_breaches_to_come(session: Session, two: Board, doors: Doors) -> None:
    two.vacate(0)
    steward = doors.steward()
    sent = {"days": "10", "reason": "The assembly decided.", "suspends": ""}
    assert steward.post("/steward/bodies/BOARD/cure", sent | {"reason": ""}).status_code == 422
    assert steward.post("/steward/bodies/BOARD/cure", sent).status_code == 303
    body = session.get_one(Body, two.body_id, populate_existing=True)
    assert (body.cure_days, body.suspends_when_uncured) == (10, False)
    (breach,) = breaches(session)
    assert (breach.suspends, body.calls_stop_at) == (True, breach.cure_ends_at)
    (entry,) = entries(session, "change_cure")
    assert entry["data"]["before"] == {"days": 90, "suspends": True}
    assert doors.stranger().get("/steward/bodies/BOARD/cure").status_code == 403


def test_a_body_that_publishes_goes_on_deciding(session: Session, world: World, two: Board) -> None:
    change_cure(session, actor=world.steward, body_id=two.body_id, days=0, suspends=False, reason="Decided.", now=NOW)
    two.vacate(0)
    assert session.get_one(Body, two.body_id).calls_stop_at is None
    assert not breaches(session)[0].suspends


def test_a_proposal_says_that_it_fills_seats_where_there_are_any(session: Session, two: Board, doors: Doors) -> None:
    ada = doors.of(session.scalars(select(Person.id).where(Person.name == "Ada")).one())
    assert "It fills seats of this body" in text_of(ada.get("/bodies/BOARD/proposals/new"))
    draft = {
        "question": "Who fills the seat?",
        "text": "Cleo does.",
        "class_code": "procedural",
        "visibility": "network",
        "fills_seats": "y",
    }
    answer = ada.post("/bodies/BOARD/proposals/new", draft)
    assert answer.status_code == 303
    assert "it is called also while other calls rest" in text_of(ada.get(answer.headers["Location"]))
    (entry,) = entries(session, "create")
    assert entry["data"]["fills_seats"] is True


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_reasons_call_a_region_by_its_name_wherever_they_are_read(session: Session, world: World, doors: Doors) -> None:
    each = {"id": "each", "kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1}]}
    made = board(session, world, each, attributes={"region": ["MENA"]})
    made.fill(0, world.delegate("Ada", "MENA"))
    made.vacate(0)
    said = "Region Region MENA has 0 members; at least 1 must be there."
    assert breaches(session)[0].reasons == [said]
    assert text_of(doors.steward().get("/bodies/BOARD")).count(said) == 2
