"""Sets the demonstration network up through the program's own commands: members, people, mandates, bodies, seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.bodies.commands import (
    RulesetDraft,
    add_seat,
    change_seat,
    fill_seats,
    found_body,
    join_body,
    leave_seat,
    name_alternate,
    name_facilitators,
)
from consensus.bodies.commands.filling import Filling
from consensus.demonstration.invented import REGIONS, SIZES, InventedMember, members
from consensus.demonstration.rules import BOARD_RULES, COMMITTEE_RULES
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.seat_terms import last_day
from consensus.domain.terms import BodyKind, FilledBy, MemberKind
from consensus.people.commands import add_person, admit_member, declare_gender, grant_mandate, set_up_network
from consensus.people.queries.network import Word

NETWORK_NAME = "The Example Network (invented)"
ORIGIN = "example-network.invalid/ledger"
STEWARD = "steward"
REGION_CODES = [code for code, _ in REGIONS]
GENDERS = (Word("W", "Woman"), Word("M", "Man"), Word("X", "Another gender"))
PRINCIPLES = (
    Word("dignity", "Human dignity comes first"),
    Word("leadership", "Those affected lead"),
    Word("autonomy", "Each member's position is its own"),
    Word("balance", "Regional and gender balance in leadership"),
)

GROUPS = (
    ("WOMEN", "Women and economic, social and cultural rights", "Equality in work, care, land and health."),
    ("CORPS", "Corporate accountability", "Holding companies to account for harm to people and places."),
    ("LITIGATION", "Strategic litigation", "Cases that open doors for many."),
    ("CLIMATE", "Climate and environmental justice", "Those who did least to cause it must not pay most."),
)
BOARD_SEATS = ("Africa", "Asia and the Pacific", "Europe and Central Asia", "Latin America", "MENA", "North America")
"""For whom the board's regional seats are called; the seventh seat is the treasurer's."""

TERM_MONTHS = 36
"""Three years."""

REGIONAL, OFFICER = "regional", "officer"


@dataclass(frozen=True, slots=True)
class _SeatIs:
    """What a seat is called and what it stands for in the rules."""

    label: str
    stands_for: dict[str, str] = field(default_factory=dict)
    kind: str = REGIONAL


@dataclass
class World:
    """What stories need to know of the network: who is who, by key."""

    session: Session
    member: dict[str, InventedMember] = field(default_factory=dict)
    member_id: dict[str, int] = field(default_factory=dict)
    person_id: dict[str, int] = field(default_factory=dict)
    body_id: dict[str, int] = field(default_factory=dict)
    joined: dict[str, list[str]] = field(default_factory=dict)
    seat_id: dict[str, int] = field(default_factory=dict)
    election_id: dict[str, int] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Return who acts for a member, or the steward."""
        return Actor(person_id=self.person_id[key], is_steward=key == STEWARD)


def found(session: Session, now: datetime) -> World:
    """Found the network at ``now``: everything here happened on that day."""
    world = World(session)
    set_up_network(
        session,
        actor=OPERATOR,
        name=NETWORK_NAME,
        origin=ORIGIN,
        regions=[Word(code, name) for code, name in REGIONS],
        languages=["en", "es", "fr", "ar"],
        core_principles=PRINCIPLES,
        genders=GENDERS,
        is_demonstration=True,
        now=now,
    )
    steward = add_person(
        session, actor=OPERATOR, name="Sana Example", email=f"{STEWARD}@demo.invalid", timezone="Africa/Tunis", is_steward=True, now=now
    )
    world.person_id[STEWARD] = steward
    for invented in members():
        _admit(world, invented, now)
    _found_assembly(world, now)
    for number, group in enumerate(GROUPS):
        _found_group(world, *group, shift=number * 2, now=now)
    _found_board(world, now)
    return world


def _admit(world: World, invented: InventedMember, now: datetime) -> None:
    session, steward = world.session, world.actor(STEWARD)
    member_id = admit_member(
        session, actor=steward, name=invented.name, country=invented.country, region=invented.region, kind=invented.kind, now=now
    )
    person_id = add_person(session, actor=steward, name=invented.person, email=invented.email, timezone=invented.timezone, now=now)
    grant_mandate(session, actor=steward, person_id=person_id, member_id=member_id, now=now)
    world.member[invented.key] = invented
    world.member_id[invented.key] = member_id
    world.person_id[invented.key] = person_id


def _found_assembly(world: World, now: datetime) -> None:
    world.body_id["ASSEMBLY"] = found_body(
        world.session,
        actor=world.actor(STEWARD),
        code="ASSEMBLY",
        kind=BodyKind.ASSEMBLY,
        name="Assembly of members",
        purpose="All members of the network decide here on what concerns the whole of it.",
        languages=["en"],
        ruleset=RulesetDraft(classes={"governance": {"comment_days": 21}}, reason="The rules with which the example network began."),
        now=now,
    )
    world.joined["ASSEMBLY"] = list(world.member_id)


def _found_group(world: World, code: str, name: str, purpose: str, *, shift: int, now: datetime) -> None:
    session, steward = world.session, world.actor(STEWARD)
    body_id = found_body(
        session,
        actor=steward,
        code=code,
        kind=BodyKind.WORKING_GROUP,
        name=name,
        purpose=purpose,
        languages=["en", "es"] if code == "CORPS" else ["en"],
        ruleset=RulesetDraft(reason="The rules with which the working group began."),
        now=now,
    )
    world.body_id[code] = body_id
    keys = [f"{region}{number + shift}" for region in REGION_CODES for number in range(1, SIZES[region] // 7 + 2)]
    world.joined[code] = keys
    for key in keys:
        join_body(session, actor=steward, body_id=body_id, member_id=world.member_id[key], now=now)
    name_facilitators(session, actor=steward, body_id=body_id, person_ids=[world.person_id[key] for key in keys[:3]], now=now)
    committee = f"{code}-SC"
    seats = [_SeatIs(f"Seat for {region_name}", {"region": region}) for region, region_name in REGIONS]
    holders = [f"{region}{2 + shift}" for region in REGION_CODES]
    _found_steering(world, committee, f"Steering committee: {name}", seats, holders, COMMITTEE_RULES, len(seats), now)


def _found_board(world: World, now: datetime) -> None:
    """Seven seats under rules that hold. The holder of the seat for MENA resigns later: see ``vacate``."""
    # None is kept for a region as long as somebody holds it: the rules see to it that each region has somebody.
    seats = [*(_SeatIs(f"Seat for {label}") for label in BOARD_SEATS), _SeatIs("Treasurer", kind=OFFICER)]
    holders = _balanced(world, ["AFR", "ASIA_PAC", "EUR_CA", "LAC", "MENA", "NAM", "LAC"])
    _found_steering(world, "BOARD", "Board of the network", seats, holders, BOARD_RULES, 7, now)
    world.joined["BOARD"] = holders
    _name_alternate(world, "BOARD:Seat for Africa", holders[0], now)


def _name_alternate(world: World, seat: str, holder: str, now: datetime) -> None:
    """Name somebody of the same region and kind as the one who can stand in for a holder."""
    own = world.member[holder]
    key = next(key for key, one in world.member.items() if one.region == own.region and one.kind is own.kind and key != holder)
    name_alternate(
        world.session,
        actor=world.actor(STEWARD),
        seat_id=world.seat_id[seat],
        person_id=world.person_id[key],
        member_id=world.member_id[key],
        reason="Named by the members of the region.",
        now=now,
    )


def _balanced(world: World, regions: Sequence[str]) -> list[str]:
    """Return a member for each region, such that the board's rules hold: genders alternate, and movements are among them."""
    chosen: list[str] = []
    for place, region in enumerate(regions):
        wanted_gender = "W" if place % 2 == 0 else "M"
        wanted_kinds = (MemberKind.MOVEMENT,) if place in (0, 3) else (MemberKind.NGO, MemberKind.ACADEMIC, MemberKind.GRASSROOTS)
        chosen.append(
            next(
                key
                for key, member in world.member.items()
                if member.region == region and member.gender == wanted_gender and member.kind in wanted_kinds and key not in chosen
            )
        )
    return chosen


def _found_steering(
    world: World,
    code: str,
    name: str,
    seats: Sequence[_SeatIs],
    holders: Sequence[str],
    rules: list[dict[str, Any]],
    size: int,
    now: datetime,
) -> None:
    session, steward = world.session, world.actor(STEWARD)
    body_id = found_body(
        session,
        actor=steward,
        code=code,
        kind=BodyKind.STEERING,
        name=name,
        languages=["en"],
        ruleset=RulesetDraft(
            composition=rules,
            attributes={"region": REGION_CODES, "gender": [gender.code for gender in GENDERS]},
            seats=size,
            reason="The rules with which the body began.",
        ),
        now=now,
    )
    world.body_id[code] = body_id
    world.joined[code] = list(holders)
    ends_on = last_day(now.date(), TERM_MONTHS)
    fillings = []
    for seat, holder in zip(seats, holders, strict=True):
        seat_id = add_seat(
            session,
            actor=steward,
            body_id=body_id,
            label=seat.label,
            kind=seat.kind,
            attributes=seat.stands_for,
            term_months=TERM_MONTHS,
            now=now,
        )
        world.seat_id[f"{code}:{seat.label}"] = seat_id
        gender = world.member[holder].gender
        if gender is not None:
            declare_gender(session, actor=world.actor(holder), gender=gender, now=now)
        how = FilledBy.CO_OPTED if seat.kind == OFFICER else FilledBy.APPOINTED
        fillings.append(Filling(seat_id, world.person_id[holder], world.member_id[holder], ends_on, how))
    fill_seats(
        session, actor=steward, body_id=body_id, fillings=fillings, reason="The first members of the body take their seats.", now=now
    )


def vacate(world: World, now: datetime) -> None:
    """Let the seat for MENA on the board fall vacant: from then on the board misses a region, and keeps the seat for it."""
    label, steward = "Seat for MENA", world.actor(STEWARD)
    seat_id = world.seat_id[f"BOARD:{label}"]
    leave_seat(world.session, actor=steward, seat_id=seat_id, reason="Resigned: moves to another organisation.", now=now)
    change_seat(
        world.session,
        actor=steward,
        seat_id=seat_id,
        label=label,
        kind=REGIONAL,
        attributes={"region": "MENA"},
        term_months=TERM_MONTHS,
        reason="The rules ask for somebody from each region, so the vacant seat is kept for this one.",
        now=now,
    )
