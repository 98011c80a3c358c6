"""Alternates: who stands in on a seat, what the rules say of it first, and whose the one voice of the seat is meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.breaching import current_breach
from consensus.bodies.commands import (
    RulesetDraft,
    adopt_ruleset,
    end_alternate,
    end_standing_in,
    name_alternate,
    restore_seat,
    stand_in,
    suspend_seat,
)
from consensus.bodies.models import Alternate, SeatTerm, StandingIn
from consensus.bodies.queries import is_in_body, people_of, roster_of, speaks_for, voices_of
from consensus.bodies.queries.belonging import bodies_of
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError, RefusedError
from consensus.domain.ruleset import class_rules
from consensus.domain.terms import FilledBy, Stage, Visibility
from consensus.people.commands import change_member
from consensus.proposals.models import Proposal
from consensus.voting.facts import spoken_voice_ids
from consensus.voting.models import Voice
from tests.bodies.board import ONE_PER_REGION, Board, Delegate, board
from tests.bodies.conftest import Doors
from tests.bodies.test_keeping import said
from tests.bodies.world import DAY, NOW, World, entries

LITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Seated:
    """A board on whose first seat Ada sits, with Bo as her alternate."""

    def __init__(self, session: Session, world: World, *rules: Any, region: str = "LAC") -> None:
        self.session, self.world = session, world
        self.board: Board = board(session, world, *rules)
        self.ada: Delegate = world.delegate("Ada", "AFR")
        self.bo: Delegate = world.delegate("Bo", region)
        self.ada_id, self.bo_id = self.ada[0].id, self.bo[0].id
        self.board.fill(0, self.ada)
        self.act(name_alternate, person_id=self.bo_id, member_id=self.bo[1].id)

    def act(self, command: Any, **more: Any) -> Any:
        options = {"actor": self.world.steward, "seat_id": self.board.seats[0], "reason": "Decided.", "now": NOW, **more}
        return command(self.session, **options)

    def want_lac(self) -> None:
        """Have the body want somebody from the region of the alternate."""
        rules = [{"id": "lac", "kind": "count", "where": {"region": "LAC"}, "min": 1}]
        draft = RulesetDraft(composition=rules, seats=3, reason="Decided.")
        adopt_ruleset(self.session, actor=self.world.steward, body_id=self.board.body_id, ruleset=draft, now=NOW)

    def roll(self, number: int) -> Proposal:
        """A proposal in the body, with a roll as it would be frozen now."""
        row = Proposal(
            id=number,
            body_id=self.board.body_id,
            class_code="project",
            visibility=Visibility.BODY,
            question="Q",
            authentic_language="en",
            stage=Stage.DRAFTING,
            opened_at=NOW,
            created_at=NOW,
            last_act_at=NOW,
            lapses_at=NOW + 90 * DAY,
        )
        self.session.add(row)
        self.session.flush()
        for each in voices_of(self.session, self.board.body_id, class_rules("project")):
            known = {"region": each.region, "kind": each.kind, "country": each.country, "standing_in_id": each.standing_in_id}
            self.session.add(Voice(proposal_id=number, member_id=each.member_id, seat_id=each.seat_id, label=each.label, **known))
        self.session.commit()
        return row

    def speakers(self, proposal: Proposal, at: Any = NOW) -> list[str]:
        """Who speaks for the one voice of a roll."""
        spoken = spoken_voice_ids(self.session, proposal, [self.ada_id, self.bo_id], at)
        return [name for name, person_id in (("Ada", self.ada_id), ("Bo", self.bo_id)) if spoken[person_id]]


def test_an_alternate_has_the_one_voice_of_the_seat_on_rolls_frozen_while_they_stand_in_and_no_other(
    session: Session, world: World
) -> None:
    it = Seated(session, world)
    body_id = it.board.body_id
    old = it.roll(1)
    assert it.speakers(old) == ["Ada"]
    assert not is_in_body(session, it.bo_id, body_id, NOW)

    it.act(stand_in, actor=Actor(it.ada_id))
    new = it.roll(2)
    (voice,) = voices_of(session, body_id, class_rules("project"))
    assert (voice.seat_id, voice.region) == (it.board.seats[0], "LAC")
    assert (it.speakers(old), it.speakers(new)) == (["Ada"], ["Bo"])
    assert [person.name for person in people_of(session, body_id, NOW)] == ["Bo"]
    assert bodies_of(session, it.ada_id, NOW) == frozenset()
    assert [each.seat_id for each in speaks_for(session, it.bo_id, body_id, NOW)] == [it.board.seats[0]]

    it.act(end_standing_in, actor=Actor(it.ada_id), now=NOW + DAY)
    assert (it.speakers(old), it.speakers(new)) == (["Ada"], ["Ada"])
    assert [each.region for each in voices_of(session, body_id, class_rules("project"))] == ["AFR"]
    assert [len(entries(session, act)) for act in ("name_alternate", "stand_in", "end_standing_in")] == [1, 1, 1]


@LITE
def test_the_roster_with_the_alternate_is_judged_before_they_act(session: Session, world: World) -> None:
    it = Seated(session, world, ONE_PER_REGION)
    it.board.fill(1, world.delegate("Cleo", "LAC"))
    with pytest.raises(CompositionError):
        it.act(stand_in)
    assert session.scalars(select(StandingIn)).all() == []
    it.board.vacate(1, now=NOW + DAY)
    it.act(stand_in, now=NOW + DAY)
    (member,) = roster_of(session, it.board.body_id).members
    assert (member["region"], "consecutive_terms" in member) == ("LAC", False)


@LITE
def test_in_a_body_in_breach_an_alternate_who_is_alike_to_the_rules_may_stand_in(session: Session, world: World) -> None:
    it = Seated(session, world, {"id": "two", "kind": "size", "min": 2}, ONE_PER_REGION, region="AFR")
    it.act(stand_in)
    assert [each.seat_id for each in voices_of(session, it.board.body_id, class_rules("project"))] == [it.board.seats[0]]


@LITE
def test_that_somebody_stands_in_no_more_is_never_refused_and_a_breach_may_begin(session: Session, world: World) -> None:
    it = Seated(session, world)
    it.act(stand_in)
    it.want_lac()
    assert current_breach(session, it.board.body_id) is None
    assert it.act(end_standing_in, actor=Actor(it.bo_id), now=NOW + DAY).violates == ("lac",)
    breach = current_breach(session, it.board.body_id)
    assert breach is not None
    assert breach.cause == "end_standing_in"


@LITE
def test_a_suspended_seat_has_a_voice_while_its_alternate_stands_in_until_the_suspension_ends(session: Session, world: World) -> None:
    it = Seated(session, world)
    it.act(suspend_seat)
    with pytest.raises(ForbiddenError):
        it.act(stand_in, actor=Actor(it.ada_id))
    assert voices_of(session, it.board.body_id, class_rules("project")) == []
    it.act(stand_in)
    assert [each.region for each in voices_of(session, it.board.body_id, class_rules("project"))] == ["LAC"]
    with pytest.raises(ForbiddenError):
        it.act(end_standing_in, actor=Actor(it.ada_id))
    it.act(restore_seat, now=NOW + DAY)
    assert [each.region for each in voices_of(session, it.board.body_id, class_rules("project"))] == ["AFR"]
    assert session.scalars(select(StandingIn)).one().ended_at == NOW + DAY


@LITE
def test_what_an_alternate_is_ends_with_the_term_and_they_may_follow(session: Session, world: World) -> None:
    it = Seated(session, world)
    with pytest.raises(InvalidError, match="was not the alternate"):
        it.board.fill(1, world.delegate("Cleo"), filled_by=FilledBy.ALTERNATE)
    it.act(stand_in)
    it.board.vacate(0, now=NOW + DAY)
    assert session.scalars(select(Alternate)).one().ended_at == NOW + DAY
    assert session.scalars(select(StandingIn)).one().ended_at == NOW + DAY
    it.board.fill(0, it.bo, filled_by=FilledBy.ALTERNATE, now=NOW + 2 * DAY)
    assert session.scalars(select(SeatTerm).where(SeatTerm.ended_at.is_(None))).one().filled_by is FilledBy.ALTERNATE


@LITE
def test_a_change_of_the_alternates_member_is_seen_while_they_stand_in(session: Session, world: World) -> None:
    it = Seated(session, world)
    it.act(stand_in)
    it.want_lac()
    assert current_breach(session, it.board.body_id) is None
    member = it.bo[1]
    known: dict[str, Any] = {"name": member.name, "country": member.country, "kind": member.kind, "status": member.status}
    change_member(session, actor=world.steward, member_id=member.id, region="NAM", now=NOW + DAY, **known)
    assert current_breach(session, it.board.body_id) is not None


@LITE
def test_what_makes_no_sense_of_an_alternate_is_refused(session: Session, world: World) -> None:
    it = Seated(session, world)
    cleo, cleos = world.delegate("Cleo")
    other = {"person_id": cleo.id, "member_id": cleos.id}
    for command, more, kind in (
        (name_alternate, other, InvalidError),  # one is named already
        (name_alternate, {**other, "seat_id": it.board.seats[1]}, InvalidError),  # nobody holds it
        (name_alternate, {**other, "actor": Actor(it.ada_id)}, ForbiddenError),
        (end_standing_in, {}, InvalidError),  # they do not
        (stand_in, {"reason": " "}, InvalidError),
        (stand_in, {"actor": Actor(it.bo_id)}, ForbiddenError),  # nobody takes a voice by themselves
        (end_alternate, {"actor": Actor(it.ada_id)}, ForbiddenError),
        (end_alternate, {"reason": ""}, InvalidError),
    ):
        with pytest.raises(kind):
            it.act(command, **more)
    with pytest.raises(InvalidError, match="alternate of a seat"):
        it.board.fill(1, it.bo)
    it.act(stand_in)
    with pytest.raises(RefusedError):
        it.act(stand_in)
    it.act(end_alternate, actor=Actor(it.bo_id))
    assert session.scalars(select(StandingIn)).one().end_reason == "Decided."
    with pytest.raises(InvalidError, match="no alternate"):
        it.act(stand_in)


@LITE
def test_the_page_of_a_seat_lets_its_holder_have_the_alternate_stand_in_and_nobody_else(
    session: Session, world: World, doors: Doors
) -> None:
    it = Seated(session, world)
    page, steward = f"/bodies/BOARD/seats/{it.board.seats[0]}", doors.steward()
    holder, other = doors.of(it.ada_id), doors.of(it.bo_id)
    assert "Let them stand in" not in said(other.get(page))
    for address in (f"{page}/stand-in", f"{page}/alternate/end"):
        assert doors.stranger().post(address, {"reason": "Mine."}).status_code == 403
    assert other.post(f"{page}/stand-in", {"reason": "Mine."}).status_code == 403
    assert "Let them stand in" in said(holder.get(page))
    assert holder.post(f"{page}/stand-in", {"reason": ""}).status_code == 422
    assert holder.post(f"{page}/stand-in", {"reason": "I travel until May."}).status_code == 303
    assert "I travel until May." in said(steward.get(page))
    assert "Bo stands in for Ada" in said(steward.get("/bodies/BOARD"))
    assert holder.post(f"{page}/stand-in/end", {"reason": "I am back."}).status_code == 303
    assert other.post(f"{page}/alternate/end", {"reason": "Enough."}).status_code == 303
    chosen = {"person": f"{it.bo_id}:{it.bo[1].id}", "reason": "The board named him again."}
    session.rollback()
    assert steward.post(f"/steward{page}/alternate", chosen).status_code == 303
    assert "The board named him again." in said(steward.get(page))
