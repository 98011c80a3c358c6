"""Terms: how many in a row, when they end, what happens after their last day, and how a seat was filled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.breaching import current_breach
from consensus.bodies.commands import RulesetDraft, adopt_ruleset, change_seat, change_terms
from consensus.bodies.models import Body, Seat, SeatTerm
from consensus.bodies.queries import seats_with_terms
from consensus.bodies.term_ends import end_term, next_end_of_term, terms_over
from consensus.clock.due import run_due
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError
from consensus.domain.terms import FilledBy
from tests.bodies.board import Board, board
from tests.bodies.conftest import Doors
from tests.bodies.test_keeping import said
from tests.bodies.world import DAY, NOW, World, entries

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ONE_TERM = {"id": "one-term", "kind": "bound", "attribute": "consecutive_terms", "max": 1, "exempt": {"seat": "officer"}}


def rotated(session: Session, world: World) -> tuple[Board, Any]:
    """A board on which nobody but officers may serve two terms in a row, and somebody who left it yesterday."""
    a_board = board(session, world, ONE_TERM)
    ada = world.delegate("Ada")
    a_board.fill(0, ada, now=NOW - 300 * DAY)
    a_board.vacate(0, now=NOW - DAY)
    return a_board, ada


def test_who_served_as_many_terms_in_a_row_as_the_rules_allow_is_told_from_when_on_they_may_sit_again(
    session: Session, world: World
) -> None:
    a_board, ada = rotated(session, world)
    with pytest.raises(CompositionError) as refusal:
        a_board.fill(1, ada, reason="Please.")
    (reason,) = refusal.value.reasons
    assert reason.startswith("Ada has served 1 of at most 1 terms in a row in this body, the last until 2026-03-01.")
    assert reason.endswith("from 2027-03-01 on, they may sit again.")
    assert a_board.sitting() == 0
    a_board.fill(1, ada, now=NOW + 364 * DAY)


def test_a_kind_of_seat_that_the_limit_exempts_can_be_taken(session: Session, world: World) -> None:
    a_board, ada = rotated(session, world)
    change(session, a_board, 1, kind="officer")
    a_board.fill(1, ada)
    assert a_board.sitting() == 1


def test_a_limit_that_is_a_target_refuses_nobody(session: Session, world: World) -> None:
    a_board, ada = rotated(session, world)
    draft = RulesetDraft(composition=[{**ONE_TERM, "severity": "target"}], seats=3, reason="A wish.")
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    assert [rule.rule_id for rule in a_board.fill(1, ada).missed] == ["one-term"]


def change(session: Session, a_board: Board, number: int, **what: Any) -> None:
    row = session.get_one(Seat, a_board.seats[number])
    now_is = {"label": row.label, "kind": row.kind, "attributes": row.attributes, "term_months": row.term_months, "reason": "Decided."}
    change_seat(session, **{"actor": a_board.world.steward, "seat_id": row.id, "now": NOW, **now_is, **what})


def test_a_seat_is_changed_and_what_it_was_stays(session: Session, world: World) -> None:
    a_board = board(session, world)
    change(session, a_board, 0, label="Chair", kind="officer", attributes={"role": "chair"}, term_months=36)
    seat = seats_with_terms(session, a_board.body_id)[0]
    assert (seat.label, seat.kind, seat.attributes, seat.term_months) == ("Chair", "officer", {"role": "chair"}, 36)
    assert seat.former_labels == ("Seat 1",)
    (entry,) = entries(session, "change_seat")
    assert entry["data"]["before"] == {"label": "Seat 1", "kind": "regional", "attributes": {}, "term_months": None}
    assert entry["data"]["after"]["label"] == "Chair"


BAD_CHANGES = [
    ({}, "Nothing was changed"),
    ({"label": "Seat 2"}, "has, or had, this label"),
    ({"label": "Chair", "reason": " "}, "Say why"),
    ({"kind": ""}, "what kind of seat"),
    ({"term_months": 0}, "months"),
    ({"attributes": {"gender": "W"}}, "cannot stand for"),
]


@pytest.mark.parametrize(("what", "sentence"), BAD_CHANGES)
def test_a_change_of_a_seat_that_says_too_little_is_refused(session: Session, world: World, what: dict[str, Any], sentence: str) -> None:
    a_board = board(session, world)
    with pytest.raises(InvalidError, match=sentence):
        change(session, a_board, 0, **what)
    assert entries(session, "change_seat") == []


def test_a_label_that_a_seat_had_is_no_other_seats(session: Session, world: World) -> None:
    a_board = board(session, world)
    change(session, a_board, 0, label="Chair")
    with pytest.raises(InvalidError, match="has, or had"):
        change(session, a_board, 1, label="Seat 1")
    change(session, a_board, 0, label="Seat 1")
    assert seats_with_terms(session, a_board.body_id)[0].former_labels == ("Chair",)


def test_a_change_that_would_break_a_rule_is_refused_and_a_new_label_never_is(session: Session, world: World) -> None:
    one_officer = {"id": "officers", "kind": "count", "where": {"seat": "officer"}, "max": 0}
    unmet = {"id": "full", "kind": "size", "min": 3}
    a_board = board(session, world, one_officer, unmet)
    a_board.fill(0, world.delegate("Ada"))
    change(session, a_board, 0, label="Chair")
    with pytest.raises(CompositionError):
        change(session, a_board, 0, kind="officer")
    assert session.get_one(Seat, a_board.seats[0]).kind == "regional"


def terms_of_body(session: Session, a_board: Board, **what: Any) -> None:
    options = {"actor": a_board.world.steward, "most_ends_a_year": None, "end_by_themselves": True, "reason": "Decided.", "now": NOW}
    change_terms(session, body_id=a_board.body_id, **{**options, **what})


def test_only_the_steward_says_how_terms_end_and_with_a_reason(session: Session, world: World) -> None:
    a_board = board(session, world)
    with pytest.raises(ForbiddenError):
        terms_of_body(session, a_board, actor=world.stranger)
    for wrong in ({"reason": ""}, {"most_ends_a_year": 0}):
        with pytest.raises(InvalidError):
            terms_of_body(session, a_board, **wrong)
    assert session.get_one(Body, a_board.body_id).terms_end_since is None
    terms_of_body(session, a_board, most_ends_a_year=2)
    (entry,) = entries(session, "change_terms")
    assert entry["data"]["before"] == {"most_ends_a_year": None, "end_by_themselves": False}
    assert entry["data"]["after"] == {"most_ends_a_year": 2, "end_by_themselves": True}


def held(session: Session) -> SeatTerm:
    session.expire_all()
    return session.scalars(select(SeatTerm)).one()


def test_whoever_holds_a_seat_goes_on_after_the_last_day_unless_the_body_says_otherwise(
    session: Session, world: World, doors: Doors
) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"), ends_on=NOW.date())
    run_due(session, now=NOW + 10 * DAY)
    assert held(session).ended_at is None
    assert next_end_of_term(session, NOW) is None
    doors.app.config["CLOCK"] = lambda: NOW + 10 * DAY
    steward = doors.steward()
    assert "Ada goes on, with the voice of the seat" in said(steward.get(f"/bodies/BOARD/seats/{a_board.seats[0]}"))
    assert "Past its term" in said(steward.get("/bodies/BOARD"))


def test_a_term_ends_by_itself_once_when_its_last_day_is_over_and_a_breach_begins(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "one", "kind": "size", "min": 1})
    terms_of_body(session, a_board)
    a_board.fill(0, world.delegate("Ada"), ends_on=NOW.date())
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    assert next_end_of_term(session, NOW) == midnight
    assert terms_over(session, NOW) == []
    assert run_due(session, now=midnight) >= 1
    term = held(session)
    assert (term.ended_at, term.end_reason) == (midnight, "The last day of the term was over.")
    assert not end_term(session, term_id=term.id, now=midnight)
    (entry,) = entries(session, "end_term")
    assert (entry["actor"], entry["data"]["ends_on"], entry["data"]["violates"]) == ("clock", "2026-03-02", ["one"])
    breach = current_breach(session, a_board.body_id)
    assert breach is not None
    assert (breach.cause, breach.began_at) == ("end_term", midnight)


def test_how_a_seat_was_filled_stands_in_its_history(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"), filled_by=FilledBy.CO_OPTED)
    assert held(session).filled_by is FilledBy.CO_OPTED
    with pytest.raises(InvalidError, match="no decision with this number"):
        a_board.fill(1, world.delegate("Bo"), filled_by=FilledBy.CO_OPTED, decision="BOARD/2026/001")
    assert "Co-opted by the body" in said(doors.steward().get(f"/bodies/BOARD/seats/{a_board.seats[0]}"))


def test_the_pages_of_a_seat_and_of_the_terms_do_their_acts(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    seat, (person, member) = a_board.seats[0], world.delegate("Ada")
    ada = f"{person.id}:{member.id}"
    steward = doors.steward()
    page = f"/steward/bodies/BOARD/seats/{seat}"
    new = {"label": "Chair", "kind": "", "own_kind": "ombuds", "region": "AFR", "role": "", "term_months": "24", "reason": "Decided."}
    assert steward.post(f"{page}/change", {**new, "reason": ""}).status_code == 422
    assert steward.post(f"{page}/change", new).status_code == 303
    shown = said(steward.get(f"/bodies/BOARD/seats/{seat}"))
    assert "the label Seat 1 became the label Chair" in shown
    assert "kept for nothing in particular became kept for Region AFR" in shown
    assert 'value="2028-03-01"' in steward.get(f"{page}/fill").get_data(as_text=True)
    several = {f"seat_{seat}": ada, f"ends_{seat}": "2027-05-05", "filled_by": "co_opted"}
    assert steward.post("/steward/bodies/BOARD/seats/fill", several).status_code == 303
    assert (held(session).ends_on, held(session).filled_by) == (date(2027, 5, 5), FilledBy.CO_OPTED)
    a_board.fill(1, world.delegate("Bo"), ends_on=date(2027, 12, 1))
    session.rollback()
    assert steward.post("/steward/bodies/BOARD/terms", {"most_ends_a_year": "1"}).status_code == 422
    assert steward.post("/steward/bodies/BOARD/terms", {"most_ends_a_year": "1", "reason": "Staggered."}).status_code == 303
    for address in ("/bodies/BOARD", "/steward/bodies/BOARD"):
        assert "In 2027 2 terms end: Chair, Seat 2." in said(steward.get(address)), address


def test_holders_do_not_change_their_own_seat(session: Session, world: World) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    with pytest.raises(ForbiddenError):
        change(session, a_board, 0, label="Chair", actor=Actor(person.id))
