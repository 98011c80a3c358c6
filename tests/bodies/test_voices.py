"""Who is of a body, and for which voice a person speaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Seat, SeatTerm
from consensus.bodies.queries import is_in_body, people_of, speaks_for, voices_of
from consensus.domain.errors import NotFoundError
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import BodyKind, Electorate, MemberKind, MemberStatus
from consensus.people.models import Member, Person
from tests.bodies.world import DAY, NOW, World

ALL = replace(DEFAULT_CLASSES["work_plan"], electorate=Electorate.ALL)
ORGANISATIONS = replace(DEFAULT_CLASSES["work_plan"], electorate=Electorate.ORGANISATIONS)


def body_of(session: Session, kind: BodyKind, code: str = "BODY") -> Body:
    body = Body(code=code, name=code.title(), kind=kind, languages=["en"], created_at=NOW - 100 * DAY)
    session.add(body)
    session.commit()
    return body


def join(session: Session, body: Body, member: Member) -> BodyMember:
    row = BodyMember(body_id=body.id, member_id=member.id, joined_at=NOW - 50 * DAY)
    session.add(row)
    session.commit()
    return row


def sit(session: Session, body: Body, label: str, person: Person, member: Member) -> SeatTerm:
    seat = Seat(body_id=body.id, label=label, kind="regional")
    session.add(seat)
    session.flush()
    term = SeatTerm(seat_id=seat.id, person_id=person.id, member_id=member.id, started_at=NOW - 50 * DAY)
    session.add(term)
    session.commit()
    return term


def labels(voices: object) -> list[str]:
    return [voice.label for voice in voices]  # type: ignore[attr-defined]  # a list of voices


def test_the_voices_of_an_assembly_are_all_active_members(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.ASSEMBLY)
    world.member("Active")
    world.member("Gone", status=MemberStatus.LEFT)
    world.member("Suspended", status=MemberStatus.SUSPENDED)
    assert labels(voices_of(session, body.id, ALL)) == ["Active"]


def test_the_voices_of_a_working_group_are_the_active_members_that_joined_and_did_not_leave(session: Session, world: World) -> None:
    body, other = body_of(session, BodyKind.WORKING_GROUP), body_of(session, BodyKind.WORKING_GROUP, "OTHER")
    stays, left, elsewhere, suspended = (world.member(name) for name in ("Stays", "Left", "Elsewhere", "Suspended"))
    join(session, body, stays)
    join(session, body, left).left_at = NOW
    join(session, other, elsewhere)
    join(session, body, suspended)
    suspended.status = MemberStatus.SUSPENDED
    session.commit()
    assert labels(voices_of(session, body.id, ALL)) == ["Stays"]


@pytest.mark.parametrize("kind", [BodyKind.ASSEMBLY, BodyKind.WORKING_GROUP])
def test_a_class_of_organisations_leaves_individuals_out(session: Session, world: World, kind: BodyKind) -> None:
    body = body_of(session, kind)
    for name, member_kind in (("Movement", MemberKind.MOVEMENT), ("One person", MemberKind.INDIVIDUAL)):
        join(session, body, world.member(name, kind=member_kind))
    assert labels(voices_of(session, body.id, ORGANISATIONS)) == ["Movement"]
    assert labels(voices_of(session, body.id, ALL)) == ["Movement", "One person"]


def test_in_a_steering_body_every_filled_seat_is_a_voice_whatever_the_electorate(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.STEERING)
    person, member = world.delegate("Ira", kind=MemberKind.INDIVIDUAL, region="LAC", country="PE")
    term = sit(session, body, "Latin America 1", person, member)
    (voice,) = voices_of(session, body.id, ORGANISATIONS)
    assert (voice.label, voice.member_id, voice.seat_id) == ("Latin America 1", member.id, term.seat_id)
    assert (voice.region, voice.kind, voice.country) == ("LAC", MemberKind.INDIVIDUAL, "PE")


@dataclass(frozen=True)
class Unfilled:
    why: str

    def apply(self, term: SeatTerm, member: Member) -> None:
        if self.why == "the term ended":
            term.ended_at, term.end_reason = NOW, "resigned"
        elif self.why == "the holder is suspended":
            term.suspended_at = NOW
        else:
            member.status = MemberStatus.SUSPENDED


UNFILLED = [Unfilled(why) for why in ("the term ended", "the holder is suspended", "the member is suspended")]


@pytest.mark.parametrize("unfilled", UNFILLED, ids=lambda case: case.why)
def test_a_seat_that_is_not_filled_is_no_voice_and_nobody_speaks_for_it(session: Session, world: World, unfilled: Unfilled) -> None:
    body = body_of(session, BodyKind.STEERING)
    person, member = world.delegate("Ira")
    unfilled.apply(sit(session, body, "Seat", person, member), member)
    session.commit()
    assert voices_of(session, body.id, ALL) == []
    assert speaks_for(session, person.id, body.id, NOW) == []


def test_a_person_speaks_for_each_member_that_gave_them_a_mandate(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.ASSEMBLY)
    person, member = world.delegate("Ada")
    second = world.member("Another organisation")
    world.mandate(person, second)
    world.member("A third one")
    assert {voice.member_id for voice in speaks_for(session, person.id, body.id, NOW)} == {member.id, second.id}


def test_two_mandates_for_one_member_are_still_one_voice(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.ASSEMBLY)
    person, member = world.delegate("Ada")
    world.mandate(person, member, body_id=body.id)
    assert len(speaks_for(session, person.id, body.id, NOW)) == 1
    assert len(people_of(session, body.id, NOW)) == 1


MANDATES = [
    # The last instant of a mandate is already too late, its first is not.
    ({"starts_at": NOW, "ends_at": NOW + DAY}, True),
    ({"starts_at": NOW - DAY, "ends_at": NOW}, False),
    ({"starts_at": NOW + DAY, "ends_at": None}, False),
]


@pytest.mark.parametrize(("dates", "speaks"), MANDATES)
def test_a_mandate_holds_from_its_first_instant_until_before_its_last(
    session: Session, world: World, *, dates: dict[str, Any], speaks: bool
) -> None:
    body = body_of(session, BodyKind.ASSEMBLY)
    person, member = world.person("Ada"), world.member("Org")
    world.mandate(person, member, **dates)
    assert is_in_body(session, person.id, body.id, NOW) is speaks


def test_a_mandate_for_another_body_does_not_speak_here(session: Session, world: World) -> None:
    here, there = body_of(session, BodyKind.ASSEMBLY), body_of(session, BodyKind.ASSEMBLY, "THERE")
    person, member = world.person("Ada"), world.member("Org")
    world.mandate(person, member, body_id=there.id)
    assert not is_in_body(session, person.id, here.id, NOW)
    assert is_in_body(session, person.id, there.id, NOW)


def test_in_a_steering_body_a_colleague_of_the_holder_does_not_speak(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.STEERING)
    holder, member = world.delegate("Holder")
    colleague = world.person("Colleague")
    world.mandate(colleague, member)
    sit(session, body, "Seat", holder, member)
    assert is_in_body(session, holder.id, body.id, NOW)
    assert not is_in_body(session, colleague.id, body.id, NOW)


def test_a_holder_whose_mandate_ended_keeps_the_seat_on_the_roll_but_does_not_speak(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.STEERING)
    person, member = world.person("Ada"), world.member("Org")
    world.mandate(person, member, ends_at=NOW)
    sit(session, body, "Seat", person, member)
    assert labels(voices_of(session, body.id, ALL)) == ["Seat"]
    assert speaks_for(session, person.id, body.id, NOW) == []


def test_a_member_that_did_not_join_gives_nobody_a_part_in_a_working_group(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.WORKING_GROUP)
    person, member = world.delegate("Ada")
    assert not is_in_body(session, person.id, body.id, NOW)
    join(session, body, member)
    assert is_in_body(session, person.id, body.id, NOW)


def test_the_people_of_a_body_are_those_who_can_sign_in_by_name(session: Session, world: World) -> None:
    body = body_of(session, BodyKind.ASSEMBLY)
    world.delegate("bo")
    world.delegate("Ada")
    gone, _ = world.delegate("Zoe")
    gone.is_active = False
    session.commit()
    assert [(person.name, person.member_name, person.seat_id) for person in people_of(session, body.id, NOW)] == [
        ("Ada", "Ada's organisation", None),
        ("bo", "bo's organisation", None),
    ]


def test_a_body_that_does_not_exist_is_said_so(session: Session, world: World) -> None:
    with pytest.raises(NotFoundError):
        voices_of(session, 77, ALL)
