"""From the ballots to the seats: the count under the rules, what is published of it, counting again, and sitting down."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Seat, SeatTerm
from consensus.domain.composition.words import Result
from consensus.domain.errors import CompositionError, InvalidError
from consensus.domain.terms import MemberKind
from consensus.elections import commands, verification
from consensus.elections.blt import parse_blt
from consensus.elections.commands import Call
from consensus.elections.commands.counting import digest_of
from consensus.elections.counting import count
from consensus.elections.election_form import parse_elections
from consensus.elections.models import Election, ElectionCount, ElectionStage
from consensus.elections.queries import ballots_as_blt, remedies_of, sheet_of
from consensus.people.models import Member
from tests.bodies.board import GENDER_CAP, board
from tests.bodies.world import NOW, World, entries
from tests.elections.poll import CLOSE, END, Poll, poll, voted


def test_rules_change_who_is_elected_and_the_sheet_says_so(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    sheet = sheet_of(session, simple.id)
    assert [each.name for each in sheet.elected] == ["Ada", "Cy"]
    assert sheet.why[0] == "By votes alone Bo would have been elected instead of Cy."
    assert "At least one from a movement" in sheet.why[1]
    assert any("At least one from a movement." in each.rules for each in sheet.rounds)


def test_those_elected_take_their_seats_and_the_terms_before_end(session: Session, world: World, simple: Poll) -> None:
    simple.board.fill(0, world.delegate("Old", kind=MemberKind.MOVEMENT))
    voted(simple)
    simple.count()
    simple.appoint("Ada", "Cy")
    held = session.execute(select(Seat.label, SeatTerm.person_id).join(SeatTerm).where(SeatTerm.ended_at.is_(None)).order_by(Seat.id))
    names = {person.id: person.name for person, _ in simple.people}
    assert [(label, names[person_id]) for label, person_id in held] == [("Seat 1", "Ada"), ("Seat 2", "Cy")]
    ended = session.scalars(select(SeatTerm.end_reason).where(SeatTerm.ended_at.is_not(None))).one()
    assert ended == "Term ended with the election: Election of the board"
    assert simple.stage is ElectionStage.APPOINTED


def test_what_is_published_counts_to_the_same_result(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    made = session.scalars(select(ElectionCount)).one()
    (named,) = parse_elections([json.loads(json.dumps(made.counted))], lambda path, _place: path)
    assert sorted(count(named.election).elected) == made.sheet["elected"]
    assert entries(session, "count_election")[0]["data"]["sha256"] == digest_of(made.counted)


def test_a_changed_count_is_found(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    (entry,) = entries(session, "count_election")
    assert verification.compare(session, entry) is None
    entry["data"]["sha256"] = "0" * 64
    assert verification.compare(session, entry) is not None


def test_a_result_that_cannot_be_seated_is_counted_again_without_somebody(session: Session, world: World, simple: Poll) -> None:
    simple.stands("Di", kind=MemberKind.MOVEMENT)
    voted(simple)
    simple.count()
    elected = {each.name for each in sheet_of(session, simple.id).elected}
    gone = next(name for name in ("Cy", "Di") if name in elected)
    commands.count_again(
        session, actor=world.steward, election_id=simple.id, without=simple.number(gone), reason="They moved away.", now=END
    )
    sheet = sheet_of(session, simple.id)
    assert {each.name for each in sheet.elected} == {"Ada", "Cy" if gone == "Di" else "Di"}
    assert (sheet.number, sheet.of) == (2, 2)
    assert {each.name for each in sheet_of(session, simple.id, 1).elected} == elected


def test_without_the_only_one_the_rules_allow_nothing_is_counted_again(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    with pytest.raises(InvalidError, match="no result obeys every rule"):
        commands.count_again(session, actor=world.steward, election_id=simple.id, without=simple.number("Cy"), reason="Gone.", now=END)
    assert sheet_of(session, simple.id).of == 1


def test_each_of_those_elected_gets_one_seat(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    first, second = simple.board.seats
    for wrong in ({first: simple.number("Ada")}, {first: simple.number("Ada"), second: simple.number("Bo")}):
        with pytest.raises(InvalidError, match="Give each of those elected one seat"):
            commands.appoint_elected(session, actor=world.steward, election_id=simple.id, seats=wrong, now=END)


def test_appointment_is_judged_under_the_rules_of_that_day(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    session.get_one(Member, next(member for person, member in simple.people if person.name == "Cy").id).kind = MemberKind.NGO
    session.commit()
    with pytest.raises(CompositionError):
        simple.appoint("Ada", "Cy")
    assert session.scalar(select(func.count()).select_from(SeatTerm)) == 0


def test_those_who_stay_are_counted_with(session: Session, world: World) -> None:
    made = board(session, world, GENDER_CAP, seats=2)
    made.fill(0, world.delegate("Stays", gender="M"))
    call = Call(title="One seat", seat_ids=made.seats[1:], nominations_close_at=CLOSE, voting_days=7)
    held = Poll(session, world, made, commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW))
    held.stands("Max", gender="M")
    held.stands("Wim", gender="W")
    held.electors(3)
    held.close()
    for voter in held.voters:
        held.votes(voter, "Max")
    held.count()
    sheet = sheet_of(session, held.id)
    assert [each.name for each in sheet.elected] == ["Wim"]
    assert not sheet.can_be_repeated_by_all, "it would tell the gender of somebody who did not stand"


def test_what_is_published_says_no_gender(session: Session, world: World) -> None:
    made = poll(session, world, GENDER_CAP)
    made.stands("Max", gender="M")
    made.stands("Moe", gender="M")
    made.stands("Wim", gender="W")
    made.electors(2)
    made.close()
    made.count()
    counted = session.scalars(select(ElectionCount.counted)).one()
    by_name = {each["gender"] for each in counted["candidates"]}
    assert by_name == {"gender-a", "gender-b"}
    assert counted["attributes"]["gender"] == ["gender-a", "gender-b", "gender-c"]
    assert '"M"' not in json.dumps(counted)


def test_the_ballots_as_blt_are_read_again(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    sheet = sheet_of(session, simple.id)
    found = parse_blt(ballots_as_blt(sheet), "ballots.blt")
    assert [[each.papers, list(each.preferences)] for each in found.ballots] == sheet.counted["ballots"]
    assert found.names == tuple(each.name for each in sorted(sheet.rows, key=lambda each: each.number))


def test_a_count_is_written_once(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    made = session.scalars(select(ElectionCount)).one()
    made.without_rules = []
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_ledger_holds_afterwards(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    simple.appoint("Ada", "Cy")
    assert ledger.verify(session).problems == ()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_vacancy_that_stays_counts_towards_a_quota_that_allows_it(session: Session, world: World) -> None:
    regional = {"id": "three", "kind": "quota", "attribute": "seat", "seats": {"regional": 3}, "vacant_ok": True}
    made = board(session, world, regional)
    call = Call(title="Two of three", seat_ids=made.seats[:2], nominations_close_at=CLOSE, voting_days=7)
    partial = Poll(session, world, made, commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW))
    for name in ("Ada", "Bo", "Cy"):
        partial.stands(name)
    partial.electors(3)
    voted(partial)
    partial.count()
    remedies = remedies_of(session, session.get_one(Election, partial.id), END)
    assert remedies is not None
    assert not remedies.fails
    counted = session.scalars(select(ElectionCount)).one().counted
    assert counted["vacant"] == [{"seat": "regional"}], "whoever counts again counts it as well"
    session.rollback()
    assert partial.appoint("Ada", "Bo").value is Result.PASS
