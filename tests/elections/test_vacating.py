"""Before the vote a seat stays vacant where those who stand cannot fill all of them rightfully: by a step, as few as can be."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Seat, SeatTerm
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import CompositionError, InvalidError
from consensus.domain.terms import MemberKind
from consensus.elections import commands
from consensus.elections.models import Election, ElectionCount, ElectionStage
from consensus.elections.queries import Remedies, election_page, remedies_of
from tests.bodies.conftest import Doors
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY, World, entries
from tests.elections.poll import CLOSE, END, Poll, poll
from tests.pages.test_statements import MOST
from tests.support.browsing import text_of

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

HALF = {
    "id": "half",
    "kind": "share",
    "where": {"kind": "movement"},
    "min": "1/2",
    "text": {"en": "At least half from movements."},
    "on_failure": ["seat_vacant"],
}


def found(made: Poll) -> Remedies:
    made.session.rollback()
    remedies = remedies_of(made.session, made.session.get_one(Election, made.id), CLOSE)
    made.session.rollback()
    assert remedies is not None
    return remedies


def close(made: Poll, *seats: int, reason: str = "Nobody else of a movement stands.") -> None:
    commands.close_nominations(made.session, actor=made.world.steward, election_id=made.id, left_vacant=[*seats], reason=reason, now=CLOSE)


def of_two_halves(session: Session, world: World) -> Poll:
    """Three seats, half of them of movements; one of a movement stands, so two seats could be filled."""
    made = poll(session, world, HALF, seats=3)
    made.stands("Ada", kind=MemberKind.NGO)
    made.stands("Bo", kind=MemberKind.NGO)
    made.stands("Cy", kind=MemberKind.MOVEMENT)
    made.electors(3)
    return made


def test_the_vote_opens_for_the_seats_left_and_whoever_held_the_other_sits_no_more(session: Session, world: World) -> None:
    made = of_two_halves(session, world)
    made.board.fill(2, world.delegate("Old", kind=MemberKind.MOVEMENT))
    third = made.board.seats[2]
    assert (found(made).turn, len(found(made).could_stay_vacant)) == (FailureStep.SEAT_VACANT, 1)
    with pytest.raises(CompositionError):
        made.close()
    close(made, third)
    data = entries(session, "close_nominations")[0]["data"]
    assert (data["left_vacant"], data["step"], data["rules"]) == ([third], "seat_vacant", ["half"])
    assert data["reason"] == "Nobody else of a movement stands."
    for voter in made.voters:
        made.votes(voter, "Ada", "Cy")
    made.count()
    assert session.scalars(select(ElectionCount)).one().counted["seats"] == 2
    session.rollback()
    seats = {third: made.number("Ada"), made.board.seats[0]: made.number("Cy")}
    with pytest.raises(InvalidError, match="Give each of those elected one seat"):
        commands.appoint_elected(session, actor=world.steward, election_id=made.id, seats=seats, now=END)
    made.appoint("Ada", "Cy")
    held = session.scalars(select(Seat.label).join(SeatTerm).where(SeatTerm.ended_at.is_(None)).order_by(Seat.id)).all()
    assert held == ["Seat 1", "Seat 2"]
    assert [each.label for each in election_page(session, made.id, world.steward, END).left_vacant] == ["Seat 3"]


@sqlite
def test_no_more_seats_stay_vacant_than_needed_and_none_without_a_reason(session: Session, world: World) -> None:
    made = of_two_halves(session, world)
    with pytest.raises(InvalidError, match="Say why"):
        close(made, made.board.seats[0], reason=" ")
    with pytest.raises(InvalidError, match="One seat is to stay vacant"):
        close(made, *made.board.seats[:2])
    with pytest.raises(InvalidError, match="One seat is to stay vacant"):
        close(made, 9_999)
    assert made.stage is ElectionStage.NOMINATIONS
    assert [seat.is_left_vacant for seat in made.page().seats] == [False] * 3


@sqlite
def test_where_all_seats_can_be_filled_none_stays_vacant(session: Session, simple: Poll) -> None:
    with pytest.raises(InvalidError, match="none needs to stay vacant"):
        close(simple, simple.board.seats[0])


@sqlite
def test_which_seat_stays_vacant_matters_where_a_quota_counts_it(session: Session, world: World) -> None:
    quota: dict[str, Any] = {"id": "each", "kind": "quota", "attribute": "region", "seats": {"AFR": 1, "LAC": 1}, "vacant_ok": True}
    both = poll(session, world, {**quota, "on_failure": ["seat_vacant"]}, seats=2)
    ids = both.board.seats
    for seat_id, region in zip(ids, quota["seats"], strict=True):
        session.get_one(Seat, seat_id).attributes = {"region": region}
    session.commit()
    both.stands("Ada", "AFR")
    both.stands("Bo", "AFR")
    both.electors(1)
    assert found(both).could_stay_vacant == (ids[1],)
    with pytest.raises(InvalidError, match="Choose other seats"):
        close(both, ids[0])
    close(both, ids[1])
    both.count(CLOSE + 8 * DAY)
    assert session.scalars(select(ElectionCount)).one().counted["vacant"] == [{"region": "LAC"}]


@sqlite
def test_where_too_few_stand_more_time_is_thought_of_first_and_the_page_leads_on(
    app: Flask, session: Session, world: World, doors: Doors
) -> None:
    made = poll(session, world, seats=2)
    made.stands("Ada")
    made.electors(1)
    app.config["CLOCK"] = lambda: CLOSE
    address = f"/elections/{made.id}/leave-vacant"
    reader = doors.of(made.voters[0][0].id)
    sent = {"seats": str(made.board.seats[1]), "reason": "Only one of us is free this year."}
    session.rollback()
    assert reader.get(address).status_code == 403
    early = doors.steward().post(address, sent)
    assert early.status_code == 422
    assert "Another step comes first: extend nominations" in text_of(early)
    assert "Only one of us is free" in text_of(early)
    commands.decline_step(
        session, actor=world.steward, election_id=made.id, step=FailureStep.EXTEND_NOMINATIONS, reason="Nobody else will.", now=CLOSE
    )
    session.rollback()
    assert f'href="{address}"' in text_of(doors.steward().get(f"/elections/{made.id}/steps"))
    with counted_statements() as statements:
        assert "If one seat stays vacant" in text_of(doors.steward().get(address))
    assert len([each for each in statements if not each.startswith("BEGIN")]) <= MOST
    assert doors.steward().post(address, sent).status_code == 303
    assert "Seat 2 (stays vacant)" in text_of(reader.get(f"/elections/{made.id}"))
    assert doors.steward().get(address).status_code == 404
