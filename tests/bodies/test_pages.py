"""The pages of bodies: what everybody reads, and who may open what."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset, found_body, join_body, name_facilitators
from consensus.domain.terms import BodyKind, MemberKind
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, SIZE_THREE, board
from tests.bodies.conftest import Doors
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY, NOW, World
from tests.support.browsing import text_of


def test_the_list_of_bodies_says_how_many_take_part(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    found_body(session, actor=world.steward, code="ALL", kind=BodyKind.ASSEMBLY, name="The assembly", languages=["en"], now=NOW)
    text = text_of(doors.of(person.id).get("/bodies"))
    assert "1 of 3 seats are filled." in text
    assert "1 member takes part." in text


def test_a_steering_body_shows_who_sits_until_when_and_which_seat_is_open(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada Achieng", "AFR")
    a_board.fill(0, (person, member), ends_on=(NOW + 700 * DAY).date())
    text = text_of(doors.of(person.id).get("/bodies/BOARD"))
    assert "Ada Achieng" in text
    assert "Region AFR" in text
    assert "Vacant" in text


def test_the_verdict_stands_on_the_page_with_the_reasons(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, SIZE_THREE, ONE_PER_REGION)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    text = text_of(doors.of(person.id).get("/bodies/BOARD"))
    assert "in breach of its own rules" in text
    assert "The body has 1 member; exactly 3 must be there." in text or "The body has 1 member;" in text


def test_no_page_of_a_body_says_anybodys_gender(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, GENDER_CAP, SIZE_THREE)
    person, member = world.delegate("Ada", gender="GENDER-ONE")
    a_board.fill(0, (person, member))
    a_board.fill(1, world.delegate("Uma", gender=None), reason="chosen")
    world.delegate("Bea", gender="GENDER-ONE")
    seat = a_board.seats[0]
    steward = doors.steward()
    pages = ["", "/rules", f"/seats/{seat}"]
    texts = [text_of(steward.get(f"/bodies/BOARD{page}")) for page in pages]
    texts += [
        text_of(steward.get(f"/steward/bodies/BOARD{page}")) for page in ("", f"/seats/{a_board.seats[2]}/fill", "/seats/fill", "/rules")
    ]
    assert all("<h1>" in text for text in texts)
    assert not [text for text in texts if "GENDER-ONE" in text]


def test_a_working_group_shows_its_members_filtered_and_in_pages(session: Session, world: World, doors: Doors) -> None:
    body_id = found_body(
        session, actor=world.steward, code="WG", kind=BodyKind.WORKING_GROUP, name="Water", languages=["en"], now=NOW - DAY
    )
    for number in range(60):
        kind = MemberKind.MOVEMENT if number == 7 else MemberKind.NGO
        member = world.member(f"Member {number:02}", "LAC" if number == 8 else "AFR", kind=kind)
        join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)
    world.member("Elsewhere")
    steward = doors.steward()
    first, second = text_of(steward.get("/bodies/WG")), text_of(steward.get("/bodies/WG?page=2"))
    assert "Member 49" in first
    assert "Member 50" not in first
    assert "Member 59" in second
    assert "Elsewhere" not in first + second
    movements = text_of(steward.get("/bodies/WG?kind=movement"))
    assert "Member 07" in movements
    assert "Member 08" not in movements
    assert "Member 08" in text_of(steward.get("/bodies/WG?region=LAC"))
    assert steward.get("/bodies/WG?kind=nonsense&region=nowhere&page=x").status_code == 200


def test_an_assembly_shows_every_active_member(session: Session, world: World, doors: Doors) -> None:
    found_body(session, actor=world.steward, code="ALL", kind=BodyKind.ASSEMBLY, name="The assembly", languages=["en"], now=NOW)
    world.member("An organisation")
    assert "An organisation" in text_of(doors.steward().get("/bodies/ALL"))


def test_the_pool_of_facilitators_stands_on_the_page(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    fay = world.person("Fay Facilitator")
    name_facilitators(session, actor=world.steward, body_id=a_board.body_id, person_ids=[fay.id], now=NOW)
    assert "Fay Facilitator" in text_of(doors.steward().get("/bodies/BOARD"))


def test_the_history_of_a_seat_is_readable(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"), now=NOW - 400 * DAY)
    a_board.vacate(0, now=NOW - 30 * DAY, reason="She moved to another organisation.")
    text = text_of(doors.steward().get(f"/bodies/BOARD/seats/{a_board.seats[0]}"))
    assert "She moved to another organisation." in text
    assert "Vacant" in text


def test_the_rules_are_sentences_that_say_where_they_come_from(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, {**ONE_PER_REGION, "source": "Charter, article 4"})
    draft = RulesetDraft(
        composition=[{**ONE_PER_REGION, "source": "Charter, article 5"}],
        classes={"project": {"comment_days": 21}},
        reason="Assembly of May",
    )
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    text = text_of(doors.steward().get("/bodies/BOARD/rules"))
    for words in ("Charter, article 5", "Default of the software", "Assembly of May", "21 days", "What changed since ruleset 1"):
        assert words in text
    old = text_of(doors.steward().get("/bodies/BOARD/rules?number=1"))
    assert "Charter, article 4" in old
    assert "no longer the newest" in old


@pytest.mark.parametrize(
    "address",
    ["/bodies/NONE", "/bodies/NONE/rules", "/bodies/BOARD/rules?number=9", "/bodies/BOARD/rules?number=x", "/bodies/BOARD/seats/999"],
)
def test_what_does_not_exist_is_said_so(session: Session, world: World, doors: Doors, address: str) -> None:
    board(session, world)
    assert doors.steward().get(address).status_code == 404


def test_a_seat_of_another_body_is_not_found_under_this_one(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    other = board(session, world, code="OTHER")
    seat = other.seats[0]
    assert doors.steward().get(f"/bodies/BOARD/seats/{seat}").status_code == 404


READ = ["/bodies", "/bodies/BOARD", "/bodies/BOARD/rules", "/bodies/BOARD/seats/{seat}"]


@pytest.mark.parametrize("address", READ)
def test_visitors_are_led_to_sign_in_and_strangers_are_refused(session: Session, world: World, doors: Doors, address: str) -> None:
    a_board = board(session, world)
    address = address.format(seat=a_board.seats[0])
    assert doors.visitor().get(address).status_code == 303
    assert doors.stranger().get(address).status_code == 403


def test_the_page_of_a_body_needs_few_statements_however_many_sit_there(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, ONE_PER_REGION, seats=6)
    steward = doors.steward()
    with counted_statements() as empty:
        steward.get("/bodies/BOARD")
    for number, region in enumerate(("AFR", "LAC", "MENA", "NAM")):
        a_board.fill(number, world.delegate(f"P{number}", region))
    session.rollback()
    with counted_statements() as filled:
        steward.get("/bodies/BOARD")
    assert len(filled) == len(empty)
    assert len(filled) <= 12
