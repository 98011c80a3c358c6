"""Two stewards at the same instant: together they cannot break a rule that neither of them breaks alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset, fill_seat, found_body
from consensus.bodies.models import Body, Ruleset, SeatTerm
from consensus.bodies.queries import Judged, judged
from consensus.db import db
from consensus.domain.errors import CompositionError, InvalidError
from consensus.domain.terms import BodyKind
from tests.bodies.board import ONE_PER_REGION, board
from tests.bodies.world import NOW, World, entries


def at_once(app: Flask, *acts: Callable[[Session], object]) -> list[BaseException | None]:
    """Run the acts at the same instant, each in a thread with a connection of its own; return what each raised."""
    barrier = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[Session], object]) -> None:
        with app.app_context():
            try:
                barrier.wait(10)
                act(db.session())
            except BaseException as error:  # noqa: BLE001 - handed to the test, which says what it expects
                raised[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.fixture
def _slow_judgement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between judging and committing lies a moment, in which the other would slip through if nothing kept it out."""

    def slow(session: Session, body_id: int) -> Judged:
        verdict = judged(session, body_id)
        time.sleep(0.2)
        return verdict

    monkeypatch.setattr("consensus.bodies.commands.filling.judged", slow)


@pytest.mark.usefixtures("_slow_judgement")
def test_two_stewards_who_fill_two_seats_at_once_cannot_together_break_a_cap(app: Flask, session: Session, world: World) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    people = [(person.id, member.id) for person, member in (world.delegate(name, "AFR") for name in ("Ada", "Bea"))]
    steward, seats = world.steward, a_board.seats
    session.rollback()

    def fill(number: int) -> Callable[[Session], object]:
        person_id, member_id = people[number]
        return lambda own: fill_seat(own, actor=steward, seat_id=seats[number], person_id=person_id, member_id=member_id, now=NOW)

    raised = at_once(app, fill(0), fill(1))
    assert sorted(type(error).__name__ for error in raised) == [CompositionError.__name__, "NoneType"]
    session.rollback()
    assert len(session.scalars(select(SeatTerm)).all()) == 1
    assert len(entries(session, "fill_seat")) == 1


@pytest.mark.usefixtures("_slow_judgement")
def test_two_stewards_who_fill_one_seat_at_once_seat_one_person(app: Flask, session: Session, world: World) -> None:
    a_board = board(session, world)
    people = [(person.id, member.id) for person, member in (world.delegate(name) for name in ("Ada", "Bea"))]
    steward, seat = world.steward, a_board.seats[0]
    session.rollback()

    def fill(person_id: int, member_id: int) -> Callable[[Session], object]:
        return lambda own: fill_seat(own, actor=steward, seat_id=seat, person_id=person_id, member_id=member_id, now=NOW)

    raised = at_once(app, *(fill(*pair) for pair in people))
    assert sorted(type(error).__name__ for error in raised) == [InvalidError.__name__, "NoneType"]
    session.rollback()
    assert len(session.scalars(select(SeatTerm)).all()) == 1


def test_two_rulesets_adopted_at_once_get_two_numbers(app: Flask, session: Session, world: World) -> None:
    a_board = board(session, world)
    steward, body_id = world.steward, a_board.body_id
    session.rollback()

    def adopt(reason: str) -> Callable[[Session], object]:
        return lambda own: adopt_ruleset(own, actor=steward, body_id=body_id, ruleset=RulesetDraft(reason=reason), now=NOW)

    assert at_once(app, adopt("one"), adopt("other")) == [None, None]
    session.rollback()
    assert sorted(session.scalars(select(Ruleset.number).where(Ruleset.body_id == body_id))) == [1, 2, 3]


def test_two_bodies_founded_at_once_under_one_code_are_one_body(app: Flask, session: Session, world: World) -> None:
    steward = world.steward
    session.rollback()

    def found(name: str) -> Callable[[Session], object]:
        return lambda own: found_body(own, actor=steward, code="TWIN", kind=BodyKind.ASSEMBLY, name=name, languages=["en"], now=NOW)

    raised = at_once(app, *(found(f"Body {number}") for number in range(4)))
    assert sorted(type(error).__name__ for error in raised) == [InvalidError.__name__] * 3 + ["NoneType"]
    session.rollback()
    assert len(session.scalars(select(Body)).all()) == 1
    assert len(entries(session, "found_body")) == 1
