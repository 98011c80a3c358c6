"""Where a rule fails at an election: the steps that it names, in their order, each confirmed by a person, none silent."""

from __future__ import annotations

from dataclasses import replace
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
from consensus.elections.commands import Call
from consensus.elections.models import Election, ElectionStage
from consensus.elections.queries import Remedies, election_page, remedies_of, sheet_of
from consensus.elections.steps import AFTER_THE_COUNT, BEFORE_THE_VOTE, WITH_A_TARGET, open_steps, order_of
from consensus.people.models import Member
from tests.bodies.conftest import Doors
from tests.bodies.world import DAY, World, entries
from tests.elections.poll import CLOSE, END, MOVEMENT, Poll, poll, voted
from tests.support.browsing import text_of

EXTEND, NEXT, LOWEST = FailureStep.EXTEND_NOMINATIONS, FailureStep.NEXT_ELIGIBLE, FailureStep.DROP_LOWEST
VACANT, SPECIAL, RERUN = FailureStep.SEAT_VACANT, FailureStep.SPECIAL_ELECTION, FailureStep.RERUN_GROUP
VOID, EXPLAIN = FailureStep.VOID, FailureStep.COMPLY_OR_EXPLAIN

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("named", "possible", "order"),
    [
        # A rule that names nothing: the usual steps.
        ((), BEFORE_THE_VOTE, (EXTEND, VOID)),
        ((), AFTER_THE_COUNT, (NEXT, VACANT, SPECIAL, VOID)),
        ((), WITH_A_TARGET, (EXPLAIN, NEXT, VACANT, SPECIAL, VOID)),
        # What a rule names comes first, in its order; what cannot be done now is passed over.
        ((VACANT, NEXT), AFTER_THE_COUNT, (VACANT, NEXT, SPECIAL, VOID)),
        ((NEXT, RERUN, EXTEND), BEFORE_THE_VOTE, (RERUN, EXTEND, VOID)),
        ((VACANT,), BEFORE_THE_VOTE, (VACANT, EXTEND, VOID)),
        # Two rules that fail: each step once.
        ((LOWEST, VOID, VOID, LOWEST), AFTER_THE_COUNT, (LOWEST, VOID, NEXT, VACANT, SPECIAL)),
        # No hard rule is explained away.
        ((EXPLAIN,), AFTER_THE_COUNT, (NEXT, VACANT, SPECIAL, VOID)),
    ],
)
def test_the_order_of_steps(named: Any, possible: frozenset[FailureStep], order: tuple[FailureStep, ...]) -> None:
    assert order_of(named, possible) == order


def test_a_step_is_open_once_those_before_it_were_taken_or_declined() -> None:
    order = (NEXT, VACANT, VOID)
    assert open_steps(order, ()) == (NEXT,)
    assert open_steps(order, {NEXT}) == (NEXT, VACANT)
    assert open_steps(order, {VACANT}) == (NEXT,)
    assert open_steps(order, set(order)) == order


def found(made: Poll, now: Any = END) -> Remedies:
    made.session.rollback()
    remedies = remedies_of(made.session, made.session.get_one(Election, made.id), now)
    made.session.rollback()
    assert remedies is not None
    return remedies


def decline(made: Poll, step: FailureStep, now: Any = END, reason: str = "The members want it so.") -> None:
    commands.decline_step(made.session, actor=made.world.steward, election_id=made.id, step=step, reason=reason, now=now)


def call_off(made: Poll, now: Any = END, **more: Any) -> None:
    commands.call_off_election(made.session, actor=made.world.steward, election_id=made.id, reason="Nobody else.", now=now, **more)


def leave(made: Poll, seat: int, name: str, step: FailureStep, reason: str = "The other one moved away.") -> None:
    seats = {seat: made.number(name)}
    commands.appoint_elected(made.session, actor=made.world.steward, election_id=made.id, seats=seats, reason=reason, step=step, now=END)


def call_anew(made: Poll, call: Call) -> int:
    return commands.call_election(made.session, actor=made.world.steward, body_id=made.board.body_id, call=call, now=END)


def again(made: Poll, name: str, **more: Any) -> None:
    without = made.number(name)
    commands.count_again(
        made.session, actor=made.world.steward, election_id=made.id, without=without, reason="They cannot.", now=END, **more
    )


def moved_to(made: Poll, name: str, kind: MemberKind) -> None:
    """The member of somebody elected is of another kind now: registers changed since the count."""
    made.session.rollback()
    member = next(member for person, member in made.people if person.name == name)
    made.session.get_one(Member, member.id, populate_existing=True).kind = kind
    made.session.commit()


def counted(session: Session, world: World, *steps: FailureStep, **rule: Any) -> Poll:
    """Ada and Cy are elected by a rule that names these steps; Di, of a movement as Cy is, is not."""
    made = poll(session, world, {**MOVEMENT, "on_failure": [step.value for step in steps], **rule})
    for name, kind in (("Ada", MemberKind.NGO), ("Bo", MemberKind.NGO), ("Cy", MemberKind.MOVEMENT), ("Di", MemberKind.MOVEMENT)):
        made.stands(name, kind=kind)
    made.electors(3)
    made.close()
    for voter in made.voters:
        made.votes(voter, "Ada", "Cy", "Bo", "Di")
    made.count()
    return made


def elected(made: Poll) -> set[str]:
    names = {each.name for each in sheet_of(made.session, made.id).elected}
    made.session.rollback()
    return names


@sqlite
def test_nominations_without_a_rightful_result_are_extended_before_the_election_ends_without_one(session: Session, world: World) -> None:
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    with pytest.raises(InvalidError, match="Another step comes first: extend nominations"):
        call_off(made, now=CLOSE)
    commands.extend_nominations(
        session, actor=world.steward, election_id=made.id, until=CLOSE + DAY, reason="A movement is wanted.", now=CLOSE
    )
    assert entries(session, "extend_nominations")[0]["data"]["step"] == "extend_nominations"
    assert entries(session, "extend_nominations")[0]["data"]["rules"] == ["movement"]
    call_off(made, now=CLOSE + DAY)
    assert entries(session, "call_off_election")[0]["data"]["step"] == "void"


@sqlite
def test_a_step_is_left_out_with_a_reason_when_it_is_its_turn(session: Session, world: World) -> None:
    made = poll(session, world, MOVEMENT)
    with pytest.raises(InvalidError, match="Say why"):
        decline(made, EXTEND, now=CLOSE, reason=" ")
    with pytest.raises(InvalidError, match="not this step's turn"):
        decline(made, VOID, now=CLOSE)
    decline(made, EXTEND, now=CLOSE)
    assert found(made, CLOSE).turn is VOID
    with pytest.raises(InvalidError, match="the last step"):
        decline(made, VOID, now=CLOSE)
    assert [(each.step, each.is_taken) for each in found(made, CLOSE).record] == [(EXTEND, False)]
    assert [entry["data"]["step"] for entry in entries(session, "decline_step")] == ["extend_nominations"]


def test_counting_again_looks_registers_up_anew(session: Session, world: World) -> None:
    made = counted(session, world, LOWEST)
    moved_to(made, "Cy", MemberKind.NGO)
    assert (found(made).rules, found(made).turn) == (("movement",), LOWEST)
    with pytest.raises(InvalidError, match="Another step comes first: count again without the lowest"):
        again(made, "Cy")
    again(made, "Cy", step=LOWEST)
    assert elected(made) == {"Ada", "Di"}
    assert not found(made).fails
    assert entries(session, "count_again")[0]["data"]["step"] == "drop_lowest"


@sqlite
def test_the_lowest_left_out_is_of_those_who_make_the_rule_fail(session: Session, world: World) -> None:
    cap = {"id": "movement", "kind": "count", "where": {"kind": "movement"}, "max": 1, "text": {"en": "At most one from a movement."}}
    made = counted(session, world, LOWEST, **cap, min=0)
    moved_to(made, "Ada", MemberKind.MOVEMENT)
    moved_to(made, "Cy", MemberKind.MOVEMENT)
    assert found(made).lowest == made.number("Cy")
    with pytest.raises(InvalidError, match="only the lowest"):
        again(made, "Ada", step=LOWEST)


def test_a_seat_is_left_vacant_only_after_the_next_one_was_thought_of(session: Session, world: World) -> None:
    made = counted(session, world)
    seat = made.board.seats[0]
    made.board.fill(1, world.delegate("Old", kind=MemberKind.MOVEMENT))
    with pytest.raises(InvalidError, match="Another step comes first: count again"):
        leave(made, seat, "Cy", VACANT)
    decline(made, NEXT)
    with pytest.raises(InvalidError, match="Say why"):
        leave(made, seat, "Cy", VACANT, reason="")
    leave(made, seat, "Cy", VACANT)
    assert entries(session, "appoint_elected")[0]["data"]["step"] == "seat_vacant"
    held = session.scalars(select(Seat.label).join(SeatTerm).where(SeatTerm.ended_at.is_(None))).all()
    assert held == ["Seat 1"], "whoever held the other one sits there no more"
    assert [each.label for each in election_page(session, made.id, world.steward, END).left_vacant] == ["Seat 2"]


@sqlite
def test_a_seat_is_not_left_vacant_where_the_rules_do_not_allow_it(session: Session, world: World) -> None:
    made = counted(session, world, VACANT)
    decline(made, NEXT)
    with pytest.raises(CompositionError):
        leave(made, made.board.seats[0], "Ada", VACANT)
    assert made.stage is ElectionStage.COUNTED


@sqlite
def test_a_special_election_names_the_one_that_left_its_seats(session: Session, world: World) -> None:
    made = counted(session, world, SPECIAL)
    decline(made, NEXT)
    decline(made, VACANT)
    leave(made, made.board.seats[0], "Cy", SPECIAL)
    call = Call(title="The seat left", seat_ids=made.board.seats[1:], nominations_close_at=END + 14 * DAY, voting_days=7)
    new = call_anew(made, replace(call, follows_id=made.id))
    assert election_page(session, new, world.steward, END).earlier_id == made.id
    session.rollback()
    assert entries(session, "call_election")[-1]["data"]["follows"] == made.id
    with pytest.raises(InvalidError, match="has not ended"):
        call_anew(made, replace(call, seat_ids=made.board.seats[:1], follows_id=new))


@sqlite
def test_the_same_seats_are_elected_anew_where_a_rule_asks_for_it(session: Session, world: World) -> None:
    made = counted(session, world, RERUN)
    with pytest.raises(InvalidError, match="No rule fails here"):
        call_off(made, step=RERUN)
    moved_to(made, "Cy", MemberKind.NGO)
    call_off(made, step=RERUN)
    assert entries(session, "call_off_election")[0]["data"]["step"] == "rerun_group"


@sqlite
def test_an_act_takes_no_step_of_another(session: Session, world: World) -> None:
    made = counted(session, world)
    with pytest.raises(InvalidError, match="does not take that step"):
        made.appoint("Ada", "Cy", reason="So.", step=VOID)
    with pytest.raises(InvalidError, match="does not take that step"):
        again(made, "Cy", step=VOID)
    with pytest.raises(InvalidError, match="does not take that step"):
        call_off(made, step=NEXT)


@sqlite
def test_a_missed_target_is_explained_or_nobody_sits(session: Session, world: World) -> None:
    made = counted(session, world, severity="target")
    assert elected(made) == {"Ada", "Cy"}
    moved_to(made, "Cy", MemberKind.NGO)
    assert found(made).misses_target_alone
    with pytest.raises(InvalidError, match="a target is missed"):
        made.appoint("Ada", "Cy")
    made.appoint("Ada", "Cy", reason="Nobody of a movement can sit before June.")
    data = entries(session, "appoint_elected")[0]["data"]
    assert (data["step"], data["rules"], data["reason"]) == (
        "comply_or_explain",
        ["movement"],
        "Nobody of a movement can sit before June.",
    )


@sqlite
def test_the_page_of_steps_shows_whose_turn_it_is_and_the_record(app: Flask, session: Session, world: World, doors: Doors) -> None:
    made = counted(session, world, LOWEST, NEXT)
    moved_to(made, "Cy", MemberKind.NGO)
    app.config["CLOCK"] = lambda: END
    address = f"/elections/{made.id}/steps"
    reader = doors.of(made.voters[0][0].id)
    session.rollback()
    page = text_of(reader.get(address))
    assert "At least one from a movement." in page
    assert "Take this step" not in page
    assert reader.get(f"{address}/drop_lowest/decline").status_code == 403
    assert "Take this step" in text_of(doors.steward().get(address))
    assert "<bdi>Cy</bdi>" in text_of(doors.steward().get(f"/elections/{made.id}/drop-lowest"))
    refused = doors.steward().post(f"{address}/next_eligible/decline", {"reason": "Not now."})
    assert refused.status_code == 422
    assert "Not now." in text_of(refused)
    assert doors.steward().post(f"{address}/drop_lowest/decline", {"reason": "It is nobody's fault."}).status_code == 303
    assert "nobody&#39;s fault" in text_of(reader.get(address))
    assert doors.steward().get(f"/elections/{made.id}/appoint/seat_vacant").status_code == 200
    assert doors.steward().get(f"/elections/{made.id}/appoint/pray").status_code == 404
    sent = {"candidate": str(made.number("Cy")), "reason": "So."}
    session.rollback()
    assert doors.steward().post(f"/elections/{made.id}/count-again", sent).status_code == 303


@sqlite
def test_ending_without_a_result_in_a_form_leads_to_the_call_that_follows(app: Flask, session: Session, world: World, doors: Doors) -> None:
    made = counted(session, world, RERUN)
    moved_to(made, "Cy", MemberKind.NGO)
    app.config["CLOCK"] = lambda: END
    answer = doors.steward().post(f"/elections/{made.id}/elect-anew", {"reason": "The registers were wrong."})
    assert answer.status_code == 303
    assert "left these seats unfilled" in text_of(doors.steward().get(answer.headers["Location"]))


def test_two_stewards_at_once_end_with_one_act_each_in_its_turn(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    decline(simple, NEXT)
    with pytest.raises(InvalidError, match="not this step's turn"):
        decline(simple, NEXT)
