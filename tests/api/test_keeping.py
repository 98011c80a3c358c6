"""Registers kept by JSON: members, mandates, bodies and seats, by a steward with a token that was made for it, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from consensus import ledger
from consensus.api.arriving import carried_out
from consensus.api.scopes import Scope
from consensus.bodies.models import Body, Seat
from consensus.people.models import Mandate, Member
from tests.api.client import Program, problem
from tests.pages.scene import DAY, Scene

EARLIER = (Scope.READ, Scope.COMMENT, Scope.SPEAK, Scope.LEAD, Scope.KEEP)
"""What a token could be made for before there were acts of stewards."""

FACTS: dict[str, Any] = {"name": "A new movement", "country": "KE", "region": "AFR", "kind": "movement"}
BOARD: dict[str, Any] = {"name": "Board", "purpose": "", "languages": ["en"]}
SEAT: dict[str, Any] = {"kind": "regional", "attributes": {"region": "AFR"}, "term_months": 36}
WHY = {"reason": "The assembly decided it."}


def done(program: Program, address: str, act: str, **said: Any) -> Any:
    """Carry an act out, hold the entry against the act, and return what the entry says."""
    answer = program.send(address, **said)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.get_json()["act"] == act
    return answer.get_json()["data"]


def test_a_steward_keeps_members_and_mandates(scene: Scene) -> None:
    sam, zoe = Program(scene, "Sam"), Program(scene, "Zoe")
    member = done(sam, "members", "admit_member", **FACTS)["member"]
    where = f"members/{member}"
    changed = FACTS | {"name": "A movement", "status": "active"}
    assert done(sam, f"{where}/acts/change_member", "change_member", **changed)["after"] == {"name": "A movement"}
    assert sam.send(f"{where}/acts/change_member", **changed).get_json() is None
    assert zoe.ask("bodies").status_code == 403

    person = next(each for each in sam.read("people?q=zo")["items"])
    mandate = done(sam, f"{where}/acts/grant_mandate", "grant_mandate", person_id=person["id"], body="WATER")["mandate"]
    assert zoe.ask("bodies").status_code == 200
    assert [each["person"] for each in sam.read(where)["mandates"]] == ["Zoe"]
    done(sam, f"mandates/{mandate}/acts/end_mandate", "end_mandate")
    assert zoe.ask("bodies").status_code == 403
    assert sam.send(f"mandates/{mandate}/acts/end_mandate").get_json()["code"] == "already_done"
    far = sam.send(f"{where}/acts/grant_mandate", person_id=person["id"], ends_at="9999-12-31T00:00:00Z")
    assert (far.status_code, problem(far)) == (422, "invalid")


def test_a_steward_keeps_a_working_group(scene: Scene) -> None:
    sam = Program(scene, "Sam")
    done(sam, "bodies", "found_body", code="SOIL", kind="working_group", **BOARD)
    where, member = "bodies/SOIL", scene.member_id["Nora's group"]
    done(sam, f"{where}/acts/change_body", "change_body", **BOARD | {"name": "Soil", "languages": ["en", "es"]})
    assert sam.read(where)["languages"] == ["en", "es"]
    done(sam, f"{where}/acts/join_body", "join_body", member_id=member)
    done(sam, f"{where}/acts/name_facilitators", "name_facilitators", person_ids=[scene.person_id["Femi"]])
    done(sam, f"{where}/acts/leave_body", "leave_body", member_id=member)
    long = sam.send(f"{where}/acts/leave_body", member_id=member, reason="x" * 2_001)
    assert (long.status_code, problem(long)) == (422, "invalid")


def test_a_steward_keeps_the_seats_of_a_board_and_whoever_holds_one_leaves_it(scene: Scene) -> None:
    sam, nora = Program(scene, "Sam"), Program(scene, "Nora")
    done(sam, "bodies", "found_body", code="BOARD", kind="steering", **BOARD, seats=3, has_suggested_rules=False)
    done(sam, "bodies/BOARD/acts/change_cure", "change_cure", days=30, suspends=True, **WHY)
    done(sam, "bodies/BOARD/acts/change_terms", "change_terms", most_ends_a_year=2, end_by_themselves=False, **WHY)
    seat, other, third = (done(sam, "bodies/BOARD/seats", "add_seat", label=label, **SEAT)["seat"] for label in "ABC")
    where, sits = f"seats/{seat}/acts", {"person_id": scene.person_id["Nora"], "member_id": scene.member_id["Nora's group"]}
    stands = {"person_id": scene.person_id["Vera"], "member_id": scene.member_id["Vera's group"]}

    done(sam, f"{where}/fill_seat", "fill_seat", **sits, ends_on=(scene.now + 900 * DAY).date().isoformat())
    done(sam, f"{where}/name_alternate", "name_alternate", **stands, **WHY)
    done(nora, f"{where}/stand_in", "stand_in", **WHY)
    done(nora, f"{where}/end_standing_in", "end_standing_in", **WHY)
    done(Program(scene, "Vera"), f"{where}/end_alternate", "end_alternate", **WHY)
    done(sam, f"{where}/suspend_seat", "suspend_seat", **WHY)
    done(sam, f"{where}/restore_seat", "restore_seat", **WHY)
    assert problem(Program(scene, "Ines").send(f"{where}/leave_seat", **WHY)) == "forbidden"
    done(nora, f"{where}/leave_seat", "leave_seat", **WHY)
    both = [{"seat_id": seat, **sits}, {"seat_id": other, **stands}]
    done(sam, "bodies/BOARD/acts/fill_seats", "fill_seats", fillings=both)
    assert sum(bool(each["terms"]) for each in sam.read("bodies/BOARD")["seats"]) == 2
    done(sam, f"seats/{third}/acts/change_seat", "change_seat", label="D", **SEAT, **WHY)
    for wrong in ({"attributes": {"gender": "W"}}, {"attributes": {"region": "MARS"}}, {"label": "A"}):
        answer = sam.send(f"seats/{third}/acts/change_seat", **{"label": "E", **SEAT, **WHY, **wrong})
        assert (answer.status_code, problem(answer)) == (422, "invalid"), wrong
    done(sam, f"seats/{third}/acts/abolish_seat", "abolish_seat", **WHY)
    far = sam.send(f"seats/{third}/acts/fill_seat", **sits, ends_on="9999-12-31")
    assert far.status_code == 404


def test_what_the_rules_of_a_body_refuse_is_refused_with_their_reasons(scene: Scene) -> None:
    sam = Program(scene, "Sam")
    done(sam, "bodies", "found_body", code="BOARD", kind="steering", **BOARD, seats=2)
    seats = [done(sam, "bodies/BOARD/seats", "add_seat", label=label, **SEAT)["seat"] for label in "AB"]
    sits = {"person_id": scene.person_id["Nora"], "member_id": scene.member_id["Nora's group"]}
    far = sam.send(f"seats/{seats[0]}/acts/fill_seat", **sits, ends_on="9999-12-31", **WHY)
    assert (far.status_code, problem(far)) == (422, "invalid")

    done(sam, f"members/{sits['member_id']}/acts/grant_mandate", "grant_mandate", person_id=scene.person_id["Zoe"])
    both = [{"seat_id": seats[0], **sits}, {"seat_id": seats[1], **sits, "person_id": scene.person_id["Zoe"]}]
    answer = sam.send("bodies/BOARD/acts/fill_seats", fillings=both, **WHY)

    assert (answer.status_code, problem(answer)) == (422, "composition")
    assert answer.get_json()["reasons"]
    assert not any(each["terms"] for each in sam.read("bodies/BOARD")["seats"])


CALL: dict[str, Any] = {"title": "Who sits?", "seats": [1], "nominations_close_at": "2026-05-01T12:00:00Z", "voting_days": 14}
ACTS: list[tuple[str, dict[str, Any]]] = [
    ("members", FACTS),
    ("members/1/acts/change_member", FACTS | {"status": "left"}),
    ("members/1/acts/grant_mandate", {"person_id": 2}),
    ("mandates/1/acts/end_mandate", {}),
    ("bodies", {"code": "SOIL", "kind": "working_group", **BOARD}),
    ("bodies/WATER/acts/change_body", BOARD),
    ("bodies/NOWHERE/acts/change_body", BOARD),
    ("bodies/WATER/acts/leave_body", {"member_id": 1}),
    ("bodies/WATER/acts/change_terms", {"most_ends_a_year": None, "end_by_themselves": True, **WHY}),
    ("bodies/WATER/seats", {"label": "A", **SEAT}),
    ("seats/99/acts/abolish_seat", WHY),
    ("bodies/WATER/elections", CALL),
]


@pytest.mark.parametrize(("who", "scopes", "code"), [("Vera", tuple(Scope), "forbidden"), ("Sam", EARLIER, "scope_missing")])
def test_nobody_keeps_a_register_but_a_steward_with_a_token_that_was_made_for_it(
    scene: Scene, who: str, scopes: tuple[Scope, ...], code: str
) -> None:
    program, before = Program(scene, who, scopes), scene.entries()
    tables = (Member, Mandate, Body, Seat)
    rows = [scene.count(table) for table in tables]

    for address, said in ACTS:
        answer = program.send(address, **said)
        assert (answer.status_code, problem(answer)) == (403, code), address
    assert program.ask("people").status_code == (403 if who == "Vera" else 200)
    assert (scene.entries(), [scene.count(table) for table in tables]) == (before, rows)


def test_the_register_of_people_says_and_finds_no_address(scene: Scene) -> None:
    sam = Program(scene, "Sam")

    assert "invented.example" not in sam.ask("people").get_data(as_text=True)
    assert sam.read("people?q=invented.example")["items"] == []


def test_the_entry_of_an_act_is_told_not_one_that_follows_it_and_none_where_it_added_none(scene: Scene) -> None:
    session, actor = scene.session, scene.actor("Sam")

    def act() -> None:
        for name in ("leave_seat", "breach_began"):
            ledger.append(session, at=scene.now, actor=actor, act=name, data={})
        session.commit()

    told = carried_out(session, actor, None, scene.now, act, named="leave_seat")
    assert told is not None
    assert told.act == "leave_seat"
    assert carried_out(session, actor, None, scene.now, session.commit, named="leave_seat") is None
