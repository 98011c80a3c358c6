"""What is due is done once, at the instant at which it fell due, in the order in which it did, after any downtime."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.clock import due
from consensus.clock.due import ledger_size, run_due
from consensus.domain.terms import DecisionStatus, ObjectionKind, Outcome, Relation, Stage
from consensus.ledger.models import Checkpoint
from consensus.proposals.models import Proposal
from consensus.voting.commands import advance
from consensus.voting.models import Decision
from tests.bodies.world import DAY, NOW
from tests.clock.waiting_room import CONSENSUS, EXTENSION, OBJECTION, Room, course

MONDAY = NOW
SECOND = timedelta(seconds=1)


def test_after_sixty_days_away_each_step_of_a_chain_bears_the_instant_at_which_it_fell_due(session: Session, room: Room) -> None:
    story = room.silent(MONDAY)

    run_due(session, now=MONDAY + 60 * DAY)

    extended = MONDAY + CONSENSUS
    assert course(session, story) == [
        ("call_for_consensus", "consensus", MONDAY),
        ("close", "consensus", extended),
        ("close", "closed", extended + EXTENSION),
        ("decide", "closed", extended + EXTENSION),
    ]
    assert story.decision.outcome is Outcome.FAILED_QUORUM
    assert story.decision.closed_at == extended + EXTENSION


def test_a_second_run_finds_nothing_to_do(session: Session, room: Room) -> None:
    room.silent(MONDAY)
    room.agreed(MONDAY)
    room.forgotten(MONDAY)
    room.voted(MONDAY)
    later = MONDAY + 60 * DAY
    assert run_due(session, now=later) > 0
    size = ledger_size(session)

    assert run_due(session, now=later) == 0
    assert ledger_size(session) == size


@pytest.mark.parametrize(("after", "done"), [(-SECOND, False), (timedelta(), True)])
def test_the_clock_acts_at_the_end_of_a_window_and_not_before(session: Session, room: Room, after: timedelta, *, done: bool) -> None:
    story = room.agreed(MONDAY)

    run_due(session, now=MONDAY + after)

    assert (session.get_one(Proposal, story.id).stage is Stage.CLOSED) is done


def test_a_draft_that_nobody_touches_lapses(session: Session, room: Room) -> None:
    story = room.forgotten(MONDAY)

    run_due(session, now=MONDAY + DAY)

    assert course(session, story) == [("lapse", "closed", MONDAY), ("decide", "closed", MONDAY)]


def test_while_an_objection_is_open_the_clock_leaves_the_proposal_to_people(session: Session, room: Room) -> None:
    story = room.silent(MONDAY)
    story.objected("Dov", "It does harm.", kind=ObjectionKind.BLOCK)

    assert run_due(session, now=MONDAY + 60 * DAY) == 0
    assert course(session, story) == []


def test_numbers_follow_the_order_in_which_closings_fell_due(session: Session, room: Room) -> None:
    last, first, between = room.agreed(MONDAY + 3 * DAY), room.agreed(MONDAY + DAY), room.agreed(MONDAY + 2 * DAY)

    run_due(session, now=MONDAY + 60 * DAY)

    assert [story.decision.sequence for story in (first, between, last)] == [1, 2, 3]


def test_a_chain_of_steps_lets_others_go_between_its_own(session: Session, room: Room) -> None:
    chain, other = room.silent(MONDAY), room.agreed(MONDAY + CONSENSUS + DAY)

    run_due(session, now=MONDAY + 60 * DAY)

    assert chain.decision.closed_at > other.decision.closed_at
    assert (other.decision.sequence, chain.decision.sequence) == (1, 2)


def test_a_closing_that_fell_due_in_the_old_year_is_numbered_in_the_old_year(session: Session, room: Room) -> None:
    new_year = NOW.replace(year=NOW.year + 1, month=1, day=1, hour=0)
    old, new = room.agreed(new_year - SECOND), room.agreed(new_year)

    run_due(session, now=new_year + 30 * DAY)

    assert [story.decision.number for story in (old, new)] == [f"ASM/{NOW.year}/001", f"ASM/{NOW.year + 1}/001"]


# --- what falls due on one proposal may change what falls due on another --------------------------------------------


@pytest.mark.parametrize(
    ("ratified_after", "status", "acts"),
    [
        (13 * DAY, DecisionStatus.IN_FORCE, ["ratify"]),
        (14 * DAY - SECOND, DecisionStatus.IN_FORCE, ["ratify"]),
        (14 * DAY, DecisionStatus.LAPSED, ["end_provisional"]),
        (15 * DAY, DecisionStatus.LAPSED, ["end_provisional"]),
    ],
)
def test_a_ratification_counts_if_it_fell_due_before_the_lapse(
    session: Session, room: Room, ratified_after: timedelta, status: DecisionStatus, acts: list[str]
) -> None:
    urgent = room.agreed(MONDAY, class_code="urgent")
    run_due(session, now=MONDAY)
    assert urgent.decision.status is DecisionStatus.PROVISIONAL
    room.agreed(MONDAY + ratified_after, relation=Relation.RATIFIES, names=urgent.decision)

    run_due(session, now=MONDAY + 60 * DAY)

    assert urgent.decision.status is status
    assert [act for act, *_ in course(session, urgent)][-1:] == acts


def test_where_a_ratification_is_overdue_nobody_lets_the_decision_lapse_first(session: Session, room: Room) -> None:
    urgent = room.agreed(MONDAY, class_code="urgent")
    run_due(session, now=MONDAY)
    room.agreed(MONDAY + 13 * DAY, relation=Relation.RATIFIES, names=urgent.decision)

    done = advance(session, proposal_id=urgent.id, now=MONDAY + 60 * DAY)

    assert done == 0
    assert urgent.decision.status is DecisionStatus.PROVISIONAL


def test_what_has_lapsed_is_not_ratified_though_no_clock_has_said_so(session: Session, room: Room) -> None:
    urgent = room.agreed(MONDAY, class_code="urgent")
    run_due(session, now=MONDAY)
    late = room.agreed(MONDAY + 14 * DAY, relation=Relation.RATIFIES, names=urgent.decision)

    advance(session, proposal_id=late.id, now=MONDAY + 60 * DAY)
    assert late.decision.outcome is Outcome.UNANIMITY
    run_due(session, now=MONDAY + 60 * DAY)

    assert urgent.decision.status is DecisionStatus.LAPSED
    assert course(session, urgent)[-1][::2] == ("end_provisional", MONDAY + 14 * DAY)


# --- what fails -----------------------------------------------------------------------------------------------------


def _failing(monkeypatch: pytest.MonkeyPatch, proposal_id: int, error: Exception) -> None:
    def some(session: Session, **said: Any) -> int:
        if said["proposal_id"] == proposal_id:
            raise error
        return advance(session, **said)

    monkeypatch.setattr(due, "advance", some)


def test_one_proposal_that_cannot_be_advanced_does_not_keep_the_others(
    session: Session, room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = room.agreed(MONDAY), room.agreed(MONDAY + DAY)
    _failing(monkeypatch, broken.id, KeyError("what somebody wrote"))

    assert run_due(session, now=MONDAY + 60 * DAY) == 1
    assert whole.decision.outcome is Outcome.UNANIMITY
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert f"proposal_id={broken.id} outcome=failed:KeyError at=test_due.py:" in line
    assert "somebody" not in line


def test_a_database_that_is_away_ends_the_run(session: Session, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = room.agreed(MONDAY), room.agreed(MONDAY + DAY)
    _failing(monkeypatch, first.id, OperationalError("", {}, Exception()))

    with pytest.raises(OperationalError):
        run_due(session, now=MONDAY + 60 * DAY)
    assert session.get_one(Proposal, second.id).stage is Stage.CONSENSUS


def test_whoever_is_told_to_stop_stops_before_the_next_step(session: Session, room: Room) -> None:
    stories = [room.agreed(MONDAY + number * SECOND) for number in range(3)]
    answers = iter([True, False, False])

    assert run_due(session, now=MONDAY + DAY, goes_on=lambda: next(answers)) == 1
    stages = [session.get_one(Proposal, story.id).stage for story in stories]
    assert stages == [Stage.CLOSED, Stage.CONSENSUS, Stage.CONSENSUS]


# --- the day's checkpoint -------------------------------------------------------------------------------------------


def signed(session: Session) -> list[int]:
    """The sizes that were signed."""
    return list(session.scalars(select(Checkpoint.size).order_by(Checkpoint.size)))


def test_a_checkpoint_is_signed_once_a_day_if_there_were_entries(session: Session, room: Room) -> None:
    room.network.now = MONDAY
    room.network.propose("Ada")
    for hours in (0, 1, 23):
        run_due(session, now=MONDAY + timedelta(hours=hours))
    assert signed(session) == [1]

    run_due(session, now=MONDAY + DAY)
    assert signed(session) == [1], "nothing was added since"

    room.network.propose("Bea")
    run_due(session, now=MONDAY + DAY)
    assert signed(session) == [1, 2]


def test_no_checkpoint_is_signed_of_nothing(session: Session, room: Room) -> None:
    run_due(session, now=MONDAY)

    assert signed(session) == []


def test_whoever_comes_second_signs_nothing(session: Session, room: Room) -> None:
    room.network.propose("Ada")
    due.sign_daily(session, now=MONDAY)
    room.network.propose("Bea")

    due.sign_daily(session, now=MONDAY)

    assert signed(session) == [1]


def test_each_closing_signs_a_checkpoint_and_the_record_holds(session: Session, room: Room) -> None:
    room.agreed(MONDAY)
    room.voted(MONDAY + OBJECTION)

    run_due(session, now=MONDAY + 60 * DAY)

    assert len(signed(session)) == len(session.scalars(select(Decision)).all()) == 2
    assert ledger.verify(session).problems == ()
