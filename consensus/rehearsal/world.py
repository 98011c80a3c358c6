"""The world in which a rehearsal is played: the network, its members with their people, the body, and who sits in it.

The body and its rules are founded by the program's own command. The registers are written as rows, all at once: they are what
the rehearsal begins with, and a roster that breaks a rule must be playable too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, found_body
from consensus.bodies.models import BodyMember, Seat, SeatTerm
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.terms import BodyKind, MemberStatus
from consensus.people.models import Mandate, Member, Network, Person
from consensus.rehearsal.cast import Cast
from consensus.rehearsal.form import Rehearsal
from consensus.rehearsal.scratch import ORIGIN

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
"""Day 0 of every rehearsal."""

BEFORE = START - timedelta(days=365)
"""When members were admitted and mandates began."""

BODY_CODE = "REHEARSAL"
NO_COUNTRY = "ZZ"


@dataclass(frozen=True, slots=True)
class World:
    """Where the proposal is decided, and who is who; a member and its person have one number."""

    body_id: int
    ids: Mapping[str, int]

    def actor(self, name: str) -> Actor:
        """The person of that name, acting."""
        return Actor(person_id=self.ids[name])

    def name_of(self, person_id: int) -> str:
        """The name of a person."""
        return next(name for name, number in self.ids.items() if number == person_id)


def build(session: Session, rehearsal: Rehearsal) -> World:
    """Fill an empty database with everything that is there on day 0.

    :raises InputError: when the ruleset of the body cannot be adopted.
    """
    body, cast = rehearsal.body, rehearsal.cast
    ids = {name: number for number, name in enumerate(cast.where, start=1)}
    session.add(_network(rehearsal))
    session.flush()
    _insert(session, Person, _people(cast, ids))
    _insert(session, Member, _members(cast, ids))
    mandates = [
        {"person_id": number, "member_id": number, "body_id": None, "starts_at": BEFORE, "ends_at": None} for number in ids.values()
    ]
    _insert(session, Mandate, mandates)
    session.commit()
    body_id = found_body(
        session,
        actor=OPERATOR,
        code=BODY_CODE,
        kind=body.kind,
        name="The body of the rehearsal",
        languages=body.languages,
        required_languages=body.required_languages,
        ruleset=RulesetDraft(
            classes=body.classes, composition=body.rules, attributes=body.attributes, seats=body.seats, reason="The rules of the rehearsal."
        ),
        now=BEFORE,
    )
    if body.kind is BodyKind.WORKING_GROUP:
        _insert(session, BodyMember, [{"body_id": body_id, "member_id": number, "joined_at": BEFORE} for number in ids.values()])
    if body.kind is BodyKind.STEERING:
        _seat(session, body_id, cast, ids)
    session.commit()
    return World(body_id, ids)


def _network(rehearsal: Rehearsal) -> Network:
    groups = rehearsal.cast.groups
    return Network(
        id=1,
        name="The network of the rehearsal",
        origin=ORIGIN,
        regions=[{"code": region, "name": region} for region in dict.fromkeys(group.region for group in groups)],
        languages=list(rehearsal.body.languages),
        core_principles=[],
        genders=[{"code": gender, "name": gender} for gender in dict.fromkeys(group.gender for group in groups) if gender is not None],
        created_at=BEFORE,
    )


def _people(cast: Cast, ids: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"id": ids[name], "name": name, "gender": group.gender, "created_at": BEFORE} for group in cast.groups for name in group.names]


def _members(cast: Cast, ids: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": ids[name],
            "name": name,
            "country": group.country or NO_COUNTRY,
            "region": group.region,
            "kind": group.kind,
            "status": MemberStatus.ACTIVE,
            "admitted_on": BEFORE.date(),
        }
        for group in cast.groups
        for name in group.names
    ]


def _seat(session: Session, body_id: int, cast: Cast, ids: Mapping[str, int]) -> None:
    seated = {name: group.seat_kind for group in cast.groups if group.is_seated for name in group.names}
    seats = [{"id": ids[name], "body_id": body_id, "label": name, "kind": kind, "attributes": {}} for name, kind in seated.items()]
    _insert(session, Seat, seats)
    terms = [{"seat_id": ids[name], "person_id": ids[name], "member_id": ids[name], "started_at": BEFORE} for name in seated]
    _insert(session, SeatTerm, terms)


def _insert(session: Session, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)
