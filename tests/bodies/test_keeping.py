"""What the steward keeps, over HTTP without scripts: each act on its page, and both doors closed to everybody else."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.bodies.commands import found_body
from consensus.bodies.models import Body, BodyMember, FacilitatorPool, Ruleset, Seat, SeatTerm
from consensus.domain.terms import BodyKind
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, board
from tests.bodies.conftest import Doors
from tests.bodies.world import NOW, World, entries
from tests.support.browsing import text_of


def said(answer: TestResponse) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(answer))).split())


def working_group(session: Session, world: World) -> int:
    return found_body(
        session,
        actor=world.steward,
        code="WG",
        kind=BodyKind.WORKING_GROUP,
        name="Water",
        languages=["en"],
        required_languages=["en"],
        now=NOW,
    )


FOUND = {"code": "WG-WATER", "kind": "working_group", "name": "Water", "languages": "en, es", "required_languages": "es"}


def test_a_body_is_founded_on_a_page(session: Session, doors: Doors) -> None:
    answer = doors.steward().post("/steward/bodies/new", FOUND)
    assert (answer.status_code, answer.location) == (303, "/steward/bodies/WG-WATER")
    body = session.scalars(select(Body)).one()
    assert (body.code, body.languages, body.required_languages) == ("WG-WATER", ["en", "es"], ["es"])


def test_a_steering_body_begins_with_the_balance_of_the_software_marked_as_such(session: Session, doors: Doors) -> None:
    steward = doors.steward()
    steward.post("/steward/bodies/new", {**FOUND, "code": "BOARD", "kind": "steering", "seats": "7", "balance": "y"})
    ruleset = session.scalars(select(Ruleset)).one()
    assert (ruleset.seats, [rule["id"] for rule in ruleset.composition]) == (7, ["gender-cap", "one-per-organisation"])
    session.rollback()
    rules = said(steward.get("/bodies/BOARD/rules"))
    assert "No gender holds more than three fifths of the seats." in rules
    assert "Default of the software" in rules


def test_a_steering_body_may_begin_without_any_balance(session: Session, doors: Doors) -> None:
    doors.steward().post("/steward/bodies/new", {**FOUND, "code": "BOARD", "kind": "steering"})
    assert session.scalars(select(Ruleset)).one().composition == []


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(session: Session, doors: Doors) -> None:
    answer = doors.steward().post("/steward/bodies/new", {**FOUND, "code": "no good", "purpose": "Rivers & lakes"})
    assert answer.status_code == 422
    text = text_of(answer)
    assert 'value="no good"' in text
    assert "Rivers &amp; lakes" in text
    assert "capital letters" in said(answer)
    assert session.scalars(select(Body)).all() == []


def test_a_body_is_described_anew(session: Session, world: World, doors: Doors) -> None:
    working_group(session, world)
    answer = doors.steward().post("/steward/bodies/WG/description", {"name": "Water and land", "languages": "en"})
    assert answer.status_code == 303
    assert session.scalars(select(Body)).one().name == "Water and land"


def test_a_seat_is_added_and_given_up(session: Session, world: World, doors: Doors) -> None:
    board(session, world, seats=0)
    steward = doors.steward()
    steward.post("/steward/bodies/BOARD/seats/new", {"label": "Africa", "kind": "regional", "region": "AFR", "role": "chair"})
    seat = session.scalars(select(Seat)).one()
    assert seat.attributes == {"region": "AFR", "role": "chair"}
    seat_id = seat.id
    session.rollback()
    assert "Africa" in said(steward.get("/steward/bodies/BOARD"))
    assert steward.post(f"/steward/bodies/BOARD/seats/{seat_id}/abolish", {"reason": "fewer seats"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(Seat)).one().is_abolished


def test_a_seat_is_filled_on_its_page(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    person, member = world.delegate("Ada")
    chosen, seat = f"{person.id}:{member.id}", a_board.seats[0]
    steward = doors.steward()
    assert "Ada, for Ada's organisation" in said(steward.get(f"/steward/bodies/BOARD/seats/{seat}/fill"))
    answer = steward.post(f"/steward/bodies/BOARD/seats/{seat}/fill", {"person": chosen, "ends_on": "2028-03-01"})
    assert answer.status_code == 303
    assert str(session.scalars(select(SeatTerm)).one().ends_on) == "2028-03-01"


def test_a_refusal_shows_its_reasons_and_keeps_what_was_chosen(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    a_board.fill(0, world.delegate("Ada", "AFR"))
    person, member = world.delegate("Bea", "AFR")
    chosen, seat = f"{person.id}:{member.id}", a_board.seats[1]
    answer = doors.steward().post(
        f"/steward/bodies/BOARD/seats/{seat}/fill", {"person": chosen, "ends_on": "2028-03-01", "reason": "because"}
    )
    assert answer.status_code == 422
    assert "would break a rule" in said(answer)
    assert "AFR" in said(answer)
    text = text_of(answer)
    assert re.search(rf'<option[^>]* selected[^>]* value="{chosen}"|<option[^>]* value="{chosen}"[^>]* selected', text)
    assert 'value="2028-03-01"' in text
    assert "because" in text
    assert len(entries(session, "fill_seat")) == 1


def test_a_rule_left_open_asks_for_a_reason_on_the_page(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, GENDER_CAP)
    a_board.fill(0, world.delegate("Ada", gender="W"))
    person, member = world.delegate("Uma", gender=None)
    chosen, seat = f"{person.id}:{member.id}", a_board.seats[1]
    steward = doors.steward()
    answer = steward.post(f"/steward/bodies/BOARD/seats/{seat}/fill", {"person": chosen})
    assert answer.status_code == 422
    assert "give a reason" in said(answer)
    assert steward.post(f"/steward/bodies/BOARD/seats/{seat}/fill", {"person": chosen, "reason": "elected"}).status_code == 303


def test_several_seats_are_filled_at_once(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world, {"id": "cap", "kind": "share", "where": {"region": "AFR"}, "max": "1/2"})
    chosen = {}
    for seat, region in zip(a_board.seats, ("AFR", "LAC"), strict=False):
        person, member = world.delegate(f"From {region}", region)
        chosen[f"seat_{seat}"] = f"{person.id}:{member.id}"
    steward = doors.steward()
    assert steward.get("/steward/bodies/BOARD/seats/fill").status_code == 200
    assert steward.post("/steward/bodies/BOARD/seats/fill", chosen).status_code == 303
    assert len(session.scalars(select(SeatTerm)).all()) == 2


def test_nobody_chosen_for_any_seat_is_said_so(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    answer = doors.steward().post("/steward/bodies/BOARD/seats/fill", {})
    assert answer.status_code == 422
    assert "at least one seat" in said(answer)


def test_a_holder_leaves_on_the_page_of_the_seat(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    seat, ada = a_board.seats[0], doors.of(person.id)
    assert "Leave this seat" in said(ada.get(f"/bodies/BOARD/seats/{seat}"))
    assert ada.post(f"/bodies/BOARD/seats/{seat}/leave", {}).status_code == 422
    assert ada.post(f"/bodies/BOARD/seats/{seat}/leave", {"reason": "I resign."}).status_code == 303
    assert session.scalars(select(SeatTerm)).one().end_reason == "I resign."


def test_another_person_of_the_body_sees_no_way_to_remove_the_holder(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    other, member = world.delegate("Bea")
    a_board.fill(1, (other, member))
    seat, bea = a_board.seats[0], doors.of(other.id)
    assert "Leave this seat" not in said(bea.get(f"/bodies/BOARD/seats/{seat}"))
    assert bea.get(f"/bodies/BOARD/seats/{seat}/leave").status_code == 403
    assert bea.post(f"/bodies/BOARD/seats/{seat}/leave", {"reason": "out"}).status_code == 403


def test_a_seat_is_suspended_and_restored(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    seat, steward = a_board.seats[0], doors.steward()
    assert steward.post(f"/steward/bodies/BOARD/seats/{seat}/suspend", {"reason": "decided by the board"}).status_code == 303
    assert "Suspended" in said(steward.get("/bodies/BOARD"))
    assert steward.post(f"/steward/bodies/BOARD/seats/{seat}/restore", {"reason": "over"}).status_code == 303
    assert steward.post(f"/steward/bodies/BOARD/seats/{seat}/restore", {"reason": "over"}).status_code == 409


def test_members_join_and_leave_on_a_page(session: Session, world: World, doors: Doors) -> None:
    working_group(session, world)
    member_id = world.member("Women of the Lake").id
    steward = doors.steward()
    assert "Women of the Lake" in said(steward.get("/steward/bodies/WG/members"))
    assert steward.post("/steward/bodies/WG/members", {"member": member_id}).status_code == 303
    assert steward.get(f"/steward/bodies/WG/members/{member_id}/leave").status_code == 200
    assert steward.post(f"/steward/bodies/WG/members/{member_id}/leave", {"reason": ""}).status_code == 303
    assert session.scalars(select(BodyMember)).one().left_at == NOW


def test_the_pool_of_facilitators_is_kept_one_by_one(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    people = [world.delegate(name) for name in ("Ada", "Bea")]
    for number, each in enumerate(people):
        a_board.fill(number, each)
    ids, steward = [person.id for person, _ in people], doors.steward()
    for person_id in ids:
        assert steward.post("/steward/bodies/BOARD/facilitators", {"person": person_id}).status_code == 303
    assert steward.post(f"/steward/bodies/BOARD/facilitators/{ids[0]}/remove").status_code == 303
    assert session.scalars(select(FacilitatorPool.person_id)).all() == [ids[1]]


KEPT = [
    "/steward/bodies",
    "/steward/bodies/new",
    "/steward/bodies/BOARD",
    "/steward/bodies/BOARD/description",
    "/steward/bodies/BOARD/seats/new",
    "/steward/bodies/BOARD/seats/fill",
    "/steward/bodies/BOARD/seats/{seat}/fill",
    "/steward/bodies/BOARD/seats/{seat}/suspend",
    "/steward/bodies/BOARD/seats/{seat}/restore",
    "/steward/bodies/BOARD/seats/{seat}/abolish",
    "/steward/bodies/BOARD/seats/{seat}/change",
    "/steward/bodies/BOARD/seats/{seat}/alternate",
    "/steward/bodies/BOARD/terms",
    "/steward/bodies/BOARD/facilitators",
    "/steward/bodies/BOARD/rules",
    "/steward/bodies/WG/members",
    "/steward/bodies/WG/members/1/leave",
]

POSTED = [address for address in KEPT if address not in {"/steward/bodies", "/steward/bodies/BOARD"}] + [
    "/steward/bodies/BOARD/facilitators/1/remove"
]


def test_every_page_of_the_steward_is_closed_to_others_and_so_is_every_act(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    working_group(session, world)
    a_board.fill(0, world.delegate("Ada"))
    insider, member = world.delegate("Bea")
    a_board.fill(1, (insider, member))
    seat = a_board.seats[0]
    acts_before = len(entries(session, "fill_seat"))
    bea = doors.of(insider.id)
    token = {"csrf_token": bea.token()}
    for address in KEPT:
        assert bea.get(address.format(seat=seat)).status_code == 403, address
    for address in POSTED:
        answer = bea.client.post(address.format(seat=seat), data={**token, "reason": "why"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 403, address
    assert len(entries(session, "fill_seat")) == acts_before
    page = said(bea.get("/bodies/BOARD"))
    assert "Keep this body" not in page


def test_visitors_are_led_to_sign_in_from_the_stewards_pages(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    seat, visitor = a_board.seats[0], doors.visitor()
    for address in KEPT:
        assert visitor.get(address.format(seat=seat)).status_code == 303, address
