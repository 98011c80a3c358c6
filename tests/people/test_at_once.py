"""Two at the same instant: a link lets in once, a steward remains, and no limit is overrun."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.db import db
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.people import commands
from consensus.people.models import Person
from tests.people.acts import count
from tests.people.place import NOW, PASSWORD, Place


def at_once(place: Place, *acts: Callable[[Session], Any]) -> list[Any]:
    """Run the acts at the same instant, each with a connection of its own; return what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[Session], Any]) -> None:
        with place.app.app_context():
            try:
                barrier.wait(10)
                came[number] = act(db.session())
            except BaseException as error:  # noqa: BLE001 - handed to the test, which says what it expects
                came[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def test_a_link_that_two_use_at_once_lets_one_in(place: Place) -> None:
    with place.app.app_context():
        letter = commands.invite_person(db.session(), actor=place.steward, name="Bea", email="bea@invented.example", now=NOW).letter
        before = count(db.session())
        db.session.remove()

    def come_in(session: Session) -> int:
        return commands.accept_invitation(
            session, token=letter.token, password=PASSWORD, timezone="UTC", passwords=place.passwords, now=NOW
        )

    came = at_once(place, *[come_in] * 4)
    assert sorted(type(each).__name__ for each in came) == ["NotFoundError", "NotFoundError", "NotFoundError", "int"]
    assert [each for each in came if isinstance(each, NotFoundError)]
    with place.app.app_context():
        assert count(db.session()) == before + 1


def test_two_stewards_who_step_down_at_once_do_not_both_go(place: Place) -> None:
    with place.app.app_context():
        commands.make_steward(db.session(), actor=place.steward, person_id=place.ada_id, now=NOW)
        db.session.remove()
    came = at_once(
        place,
        lambda session: commands.unmake_steward(session, actor=place.steward, person_id=place.steward_id, now=NOW),
        lambda session: commands.unmake_steward(session, actor=place.steward, person_id=place.ada_id, now=NOW),
    )
    assert sum(isinstance(each, InvalidError) for each in came) == 1
    with place.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person).where(Person.is_steward)) == 1


def test_eight_who_guess_at_once_have_five_guesses(place: Place) -> None:
    def guess(session: Session) -> str:
        return commands.sign_in(
            session, email="ada@invented.example", password="wrong", network_address="192.0.2.1", passwords=place.passwords, now=NOW
        ).outcome

    assert sorted(at_once(place, *[guess] * 8)) == ["too_many"] * 3 + ["wrong"] * 5
