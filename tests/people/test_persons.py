"""People: inviting them, stewards, what they keep to themselves, and who may look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.db import db
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.errors import DomainError, ForbiddenError, InvalidError, RefusedError
from consensus.people import commands
from consensus.people.models import Person
from consensus.people.queries import looks_at_gender, session_person
from tests.people.acts import count, last
from tests.people.place import NOW, PASSWORD, Place


@pytest.fixture
def session(place: Place) -> Iterator[Session]:
    """A session of the place."""
    with place.app.app_context():
        yield db.session()


def invite(session: Session, place: Place, email: str = "bea@invented.example", name: str = "Bea") -> commands.Invited:
    return commands.invite_person(session, actor=place.steward, name=name, email=email, now=NOW)


@pytest.mark.parametrize(
    "email",
    [
        *("", "bea", "bea@", "@x.example", "bea@x", "bea@x..example", "a b@x.example", "bea@x.example\nBcc: x@y.example"),
        *("bea@x.example, c@y.example", "<bea@x.example>", "=cmd@x.example", "b" * 250 + "@x.example"),
    ],
)
def test_what_is_no_address_is_refused(session: Session, place: Place, email: str) -> None:
    with pytest.raises(InvalidError) as refused:
        invite(session, place, email)
    assert refused.value.field == "email"


def test_two_people_have_two_addresses(session: Session, place: Place) -> None:
    with pytest.raises(InvalidError):
        invite(session, place, "ADA@invented.example")


def test_an_address_is_corrected_only_before_somebody_has_come_in(session: Session, place: Place) -> None:
    """Who could change the address of an account in use could act in another's name."""
    bea = invite(session, place).person_id
    commands.correct_address(session, actor=place.steward, person_id=bea, email="b@invented.example", now=NOW)
    assert session.get_one(Person, bea).email == "b@invented.example"
    for act in (commands.correct_address, commands.invite_again):
        more = {"email": "evil@invented.example"} if act is commands.correct_address else {}
        with pytest.raises(RefusedError):
            act(session, actor=place.steward, person_id=place.ada_id, now=NOW, **more)
    assert session.get_one(Person, place.ada_id).email == "ada@invented.example"


def test_the_last_steward_who_can_sign_in_stays(session: Session, place: Place) -> None:
    invited = invite(session, place).person_id
    commands.make_steward(session, actor=place.steward, person_id=invited, now=NOW)
    with pytest.raises(InvalidError):
        commands.unmake_steward(session, actor=place.steward, person_id=place.steward_id, now=NOW)
    commands.make_steward(session, actor=place.steward, person_id=place.ada_id, now=NOW)
    commands.unmake_steward(session, actor=place.steward, person_id=place.steward_id, now=NOW)
    assert not session.get_one(Person, place.steward_id).is_steward


def test_a_session_of_somebody_barred_is_none(session: Session, place: Place) -> None:
    assert session_person(session, place.ada_id, 0) is not None
    session.get_one(Person, place.ada_id).is_active = False
    session.commit()
    assert session_person(session, place.ada_id, 0) is None


def test_a_gender_is_one_of_the_networks_words_or_undisclosed(session: Session, place: Place) -> None:
    with pytest.raises(InvalidError):
        commands.declare_gender(session, actor=place.ada, gender="Q", now=NOW)
    for gender in ("W", None):
        commands.declare_gender(session, actor=place.ada, gender=gender, now=NOW)
        assert session.get_one(Person, place.ada_id).gender == gender


def test_nobody_declares_for_another(session: Session, place: Place) -> None:
    for actor in (OPERATOR, Actor(None)):
        with pytest.raises(ForbiddenError):
            commands.declare_gender(session, actor=actor, gender="W", now=NOW)


def test_a_stewards_look_is_kept_and_the_person_finds_it(session: Session, place: Place) -> None:
    commands.declare_gender(session, actor=place.ada, gender="W", now=NOW)
    before = count(session)
    assert commands.look_at_gender(session, actor=place.steward, person_id=place.ada_id, now=NOW) == "W"
    assert count(session) == before + 1
    assert last(session)["data"] == {"person": place.ada_id}
    assert [look.by for look in looks_at_gender(session, place.ada_id)] == ["Sam Steward"]


def test_ones_own_look_is_no_act(session: Session, place: Place) -> None:
    before = count(session)
    assert commands.look_at_gender(session, actor=place.ada, person_id=place.ada_id, now=NOW) is None
    assert count(session) == before


def test_nobody_else_may_look(session: Session, place: Place) -> None:
    for actor in (place.ada, OPERATOR):
        with pytest.raises(ForbiddenError):
            commands.look_at_gender(session, actor=actor, person_id=place.steward_id, now=NOW)


def settings(name: str = "Ada A.", timezone: str = "Africa/Nairobi", language: str = "es") -> dict[str, str]:
    return {"name": name, "timezone": timezone, "language": language}


def test_settings_are_kept_and_the_ledger_says_only_which(session: Session, place: Place) -> None:
    commands.change_settings(session, actor=place.ada, **settings(), now=NOW)
    assert last(session)["data"] == {"person": place.ada_id, "changed": ["language", "name"]}
    before = count(session)
    commands.change_settings(session, actor=place.ada, **settings(), now=NOW)
    assert count(session) == before


@pytest.mark.parametrize("wrong", [{"name": ""}, {"timezone": "Mars/Olympus"}, {"language": "xx"}])
def test_settings_that_cannot_be_are_refused(session: Session, place: Place, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        commands.change_settings(session, actor=place.ada, **settings(**wrong), now=NOW)


ONE_ENTRY: list[tuple[str, Callable[[Session, Place], object]]] = [
    ("add_person", lambda session, place: commands.add_person(session, actor=place.steward, name="Cleo", now=NOW)),
    ("invite_person", lambda session, place: invite(session, place, "cleo@invented.example", "Cleo")),
    ("invite_again", lambda session, place: commands.invite_again(session, actor=place.steward, person_id=3, now=NOW)),
    (
        "correct_address",
        lambda session, place: commands.correct_address(session, actor=place.steward, person_id=3, email="b@x.example", now=NOW),
    ),
    ("make_steward", lambda session, place: commands.make_steward(session, actor=place.steward, person_id=2, now=NOW)),
    ("declare_gender", lambda session, place: commands.declare_gender(session, actor=place.ada, gender="W", now=NOW)),
    ("look_at_gender", lambda session, place: commands.look_at_gender(session, actor=place.steward, person_id=2, now=NOW)),
    ("change_settings", lambda session, place: commands.change_settings(session, actor=place.ada, **settings(), now=NOW)),
    ("sign_out_everywhere", lambda session, place: commands.sign_out_everywhere(session, actor=place.ada, now=NOW)),
    (
        "change_password",
        lambda session, place: commands.change_password(
            session, actor=place.ada, current=PASSWORD, password="quite another one", passwords=place.passwords, now=NOW
        ),
    ),
]


@pytest.mark.parametrize(("act", "do"), ONE_ENTRY)
def test_each_act_adds_one_entry_under_its_name(session: Session, place: Place, act: str, do: Callable[[Session, Place], Any]) -> None:
    invite(session, place)
    before = count(session)
    do(session, place)
    assert (count(session), last(session)["act"]) == (before + 1, act)


def test_signing_in_and_asking_for_a_link_add_none(session: Session, place: Place) -> None:
    """A stranger must not be able to write into the record."""
    before = count(session)
    for password in ("wrong", PASSWORD):
        commands.sign_in(
            session, email="ada@invented.example", password=password, network_address="192.0.2.1", passwords=place.passwords, now=NOW
        )
    commands.request_reset(session, email="ada@invented.example", network_address="192.0.2.1", now=NOW)
    assert count(session) == before


def test_a_refused_act_leaves_the_session_clean(session: Session, place: Place) -> None:
    with pytest.raises(DomainError):
        invite(session, place, "ada@invented.example")
    assert invite(session, place).person_id > 0
