"""Calling an election and standing in it: nobody stands unasked, and voting opens only if a rightful result exists."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.commands import add_seat
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError
from consensus.domain.terms import MemberKind
from consensus.elections import commands
from consensus.elections.commands import Call
from consensus.elections.models import Candidacy, ElectionStage, Standing
from consensus.elections.queries import sheet_of
from tests.bodies.board import board
from tests.bodies.conftest import Doors
from tests.bodies.world import DAY, NOW, World
from tests.elections.poll import CLOSE, END, MOVEMENT, Poll, poll
from tests.support.browsing import text_of


def test_nominations_close_only_when_a_rightful_result_exists(session: Session, world: World) -> None:
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    with pytest.raises(CompositionError) as refused:
        made.close()
    assert refused.value.reasons[0] == "At least one from a movement."
    assert refused.value.reasons[1] == "One more candidate is wanted: at least 1 with kind of member social movement."
    commands.extend_nominations(
        session, actor=world.steward, election_id=made.id, until=CLOSE + DAY, reason="A movement is wanted.", now=CLOSE
    )
    made.says(world.delegate("Cy", kind=MemberKind.MOVEMENT), now=CLOSE)
    made.close(CLOSE + DAY)
    assert made.stage is ElectionStage.VOTING


def test_too_few_candidates_are_said_to_be_too_few(session: Session, world: World) -> None:
    made = poll(session, world)
    made.stands("Ada")
    with pytest.raises(CompositionError) as refused:
        made.close()
    assert refused.value.reasons[:2] == ("1 stand for 2 seats.", "One more candidate is wanted.")


def test_nominations_close_no_earlier_than_said(simple: Poll) -> None:
    with pytest.raises(InvalidError, match="not over"):
        simple.close(CLOSE - DAY)


def test_candidates_are_numbered_in_no_order_of_standing(session: Session, world: World) -> None:
    orders = set()
    for code in range(3):
        made = board(session, world, code=f"B{code}", seats=1)
        call = Call(title="T", seat_ids=made.seats, nominations_close_at=CLOSE, voting_days=7)
        election_id = commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)
        held = Poll(session, world, made, election_id)
        for number in range(6):
            held.stands(f"P{code}{number}")
        held.close()
        rows = session.scalars(select(Candidacy.number).where(Candidacy.election_id == election_id).order_by(Candidacy.id))
        orders.add(tuple(rows))
    assert len(orders) == 3
    assert all(sorted(number or 0 for number in each) == [1, 2, 3, 4, 5, 6] for each in orders)


def test_nobody_stands_who_did_not_say_so(session: Session, world: World, simple: Poll) -> None:
    person, member = world.delegate("Dee")
    nominator = Actor(person_id=simple.voters[0][0].id)
    commands.nominate(session, actor=nominator, election_id=simple.id, person_id=person.id, member_id=member.id, now=NOW)
    simple.close()
    found = session.scalars(select(Candidacy).where(Candidacy.person_id == person.id)).one()
    assert (found.standing, found.number) == (Standing.NOMINATED, None)


def test_who_was_nominated_accepts_declines_or_withdraws(session: Session, world: World, simple: Poll) -> None:
    person, member = world.delegate("Dee")
    nominator, own = Actor(person_id=simple.voters[0][0].id), Actor(person_id=person.id)
    commands.nominate(session, actor=nominator, election_id=simple.id, person_id=person.id, member_id=member.id, now=NOW)
    commands.decline_nomination(session, actor=own, election_id=simple.id, now=NOW)
    commands.stand(session, actor=own, election_id=simple.id, member_id=member.id, statement="I do after all.", consents=True, now=NOW)
    commands.withdraw_candidacy(session, actor=own, election_id=simple.id, now=NOW)
    assert session.scalars(select(Candidacy.standing).where(Candidacy.person_id == person.id)).one() is Standing.WITHDRAWN
    with pytest.raises(InvalidError, match="nothing to take back"):
        commands.withdraw_candidacy(session, actor=own, election_id=simple.id, now=NOW)


def test_a_call_may_say_whose_people_stand(session: Session, world: World) -> None:
    made = poll(session, world, stander_kinds=[MemberKind.MOVEMENT])
    with pytest.raises(InvalidError, match="of the kinds that this election names"):
        made.stands("Ada", kind=MemberKind.NGO)
    made.stands("Bo", kind=MemberKind.MOVEMENT)


def test_unlike_seats_are_not_filled_by_one_count(session: Session, world: World) -> None:
    made = board(session, world, {"id": "officer", "kind": "count", "where": {"seat": "officer"}, "max": 1}, seats=1)
    other = add_seat(session, actor=world.steward, body_id=made.body_id, label="Chair", kind="officer", now=NOW)
    call = Call(title="Both", seat_ids=[*made.seats, other], nominations_close_at=CLOSE, voting_days=7)
    with pytest.raises(InvalidError, match="tell these seats apart"):
        commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_seats_kept_for_regions_are_filled_by_one_count_for_the_region_belongs_to_who_sits_there(session: Session, world: World) -> None:
    each = {"id": "each", "kind": "for_each", "group_by": "region", "values": ["AFR", "MENA"], "rules": [{"kind": "count", "min": 1}]}
    made = board(session, world, each)
    kept = add_seat(session, actor=world.steward, body_id=made.body_id, label="M", kind="regional", attributes={"region": "MENA"}, now=NOW)
    call = Call(title="Both", seat_ids=[made.seats[0], kept], nominations_close_at=CLOSE, voting_days=7)
    election_id = commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)
    both = Poll(session, world, made, election_id)
    for name, region in (("Ada", "AFR"), ("Bo", "AFR"), ("Mo", "MENA")):
        both.stands(name, region)
    both.electors(2)
    both.close()
    for voter in both.voters:
        both.votes(voter, "Ada", "Bo")
    both.count(END)
    # The rule elects Mo, whom nobody named; the seat that is kept for MENA does not make Ada somebody from there.
    assert {each.name for each in sheet_of(session, election_id).elected} == {"Ada", "Mo"}


def test_a_seat_is_filled_by_one_election_at_a_time(session: Session, world: World, simple: Poll) -> None:
    call = Call(title="Again", seat_ids=simple.board.seats[:1], nominations_close_at=CLOSE, voting_days=7)
    with pytest.raises(InvalidError, match="Another election fills Seat 1"):
        commands.call_election(session, actor=world.steward, body_id=simple.board.body_id, call=call, now=NOW)
    commands.call_off_election(session, actor=world.steward, election_id=simple.id, reason="Too early.", now=NOW)
    commands.call_election(session, actor=world.steward, body_id=simple.board.body_id, call=call, now=NOW)


def test_only_the_steward_leads_an_election(session: Session, simple: Poll) -> None:
    somebody = Actor(person_id=simple.voters[0][0].id)
    call = Call(title="T", seat_ids=simple.board.seats, nominations_close_at=CLOSE, voting_days=7)
    acts = (
        lambda: commands.call_election(session, actor=somebody, body_id=simple.board.body_id, call=call, now=NOW),
        lambda: commands.extend_nominations(session, actor=somebody, election_id=simple.id, until=END, reason="R", now=NOW),
        lambda: commands.close_nominations(session, actor=somebody, election_id=simple.id, now=CLOSE),
        lambda: commands.count_election(session, actor=somebody, election_id=simple.id, now=END),
        lambda: commands.count_again(session, actor=somebody, election_id=simple.id, without=1, reason="R", now=END),
        lambda: commands.appoint_elected(session, actor=somebody, election_id=simple.id, seats={}, now=END),
        lambda: commands.call_off_election(session, actor=somebody, election_id=simple.id, reason="R", now=END),
    )
    for act in acts:
        with pytest.raises(ForbiddenError):
            act()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nobody_stands_or_is_nominated_who_reached_the_limit_of_terms_in_a_row(session: Session, world: World, doors: Doors) -> None:
    limit = {"id": "one-term", "kind": "bound", "attribute": "consecutive_terms", "max": 1}
    made = board(session, world, limit, seats=1)
    ada, (other, _) = world.delegate("Ada"), world.delegate("Bo")
    made.fill(0, ada, now=NOW - 300 * DAY)
    made.vacate(0, now=NOW - DAY)
    call = Call(title="T", seat_ids=made.seats, nominations_close_at=CLOSE, voting_days=7)
    election_id = commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)
    (own, member), address = ada, f"/elections/{election_id}"
    forms = (
        (own.id, "stand", {"member": str(member.id), "statement": "I stand for us all.", "consents": "y"}),
        (other.id, "nominate", {"person": f"{own.id}:{member.id}"}),
    )
    for who, act, sent in forms:
        refused = doors.of(who).post(f"{address}/{act}", sent)
        assert refused.status_code == 422
        assert "Ada has served 1 of at most 1 terms in a row in this body, the last until 2026-03-01." in text_of(refused)
    assert session.scalars(select(Candidacy)).all() == []
